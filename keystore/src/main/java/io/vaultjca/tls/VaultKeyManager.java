package io.vaultjca.tls;

import java.net.Socket;
import java.security.KeyStore;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;

/**
 * Picks a certificate for each handshake from what the key stores show at that time: one that is
 * valid, meant for the purpose and of use to the peer; among them the one that fits the host name
 * best, and then the newest.
 *
 * <p>What it hands out as an alias names one certificate, not whatever is current: between
 * choosing, reading the chain and reading the key a rotation may come. It takes the aliases of the
 * key stores as well, for servers that are configured with one: then key and chain that are read
 * one after the other on a thread belong together.
 *
 * <p>Safe for use by several threads.
 */
final class VaultKeyManager extends X509ExtendedKeyManager {
  /** More than the handshakes that can be between choosing and reading. */
  private static final int MOST_REMEMBERED = 1000;

  private final KeyEntries entries;
  private final Clock clock;
  private final Map<String, Credential> handedOut = Collections.synchronizedMap(new MostRecent());
  private final HalfReads halfReads = new HalfReads(KeyEntries.LOOK_AGAIN);

  VaultKeyManager(List<KeyStore.Builder> stores, Clock clock) {
    this.entries = new KeyEntries(stores, clock);
    this.clock = clock;
  }

  /** A key entry as it is now. */
  private record Current(Candidate candidate, Credential credential) {}

  /** A candidate and how well it fits a handshake. */
  private record Ranked(
      Candidate candidate, boolean directlyIssued, HostNames.Fit fit, boolean signatureOfCurve) {
    /**
     * Who issued the certificate itself is known, while its chain may have to be read: so those go
     * first. What ties stays in the order from the newest to the oldest.
     */
    static final Comparator<Ranked> BEST_FIRST =
        Comparator.comparing(Ranked::directlyIssued)
            .thenComparing(Ranked::fit)
            .thenComparing(Ranked::signatureOfCurve)
            .reversed();
  }

  /** Bounded: forgets what was not used for the longest time. */
  private static final class MostRecent extends LinkedHashMap<String, Credential> {
    private static final long serialVersionUID = 1L;

    MostRecent() {
      super(16, 0.75f, true);
    }

    @Override
    protected boolean removeEldestEntry(Map.Entry<String, Credential> eldest) {
      return size() > MOST_REMEMBERED;
    }
  }

  @Override
  public String chooseEngineServerAlias(String keyType, Principal[] issuers, SSLEngine engine) {
    return choose(List.of(keyType), issuers, Handshake.of(Handshake.Purpose.SERVER, engine));
  }

  @Override
  public String chooseServerAlias(String keyType, Principal[] issuers, Socket socket) {
    return choose(List.of(keyType), issuers, Handshake.of(Handshake.Purpose.SERVER, socket));
  }

  @Override
  public String chooseEngineClientAlias(String[] keyTypes, Principal[] issuers, SSLEngine engine) {
    return choose(List.of(keyTypes), issuers, Handshake.of(Handshake.Purpose.CLIENT, engine));
  }

  @Override
  public String chooseClientAlias(String[] keyTypes, Principal[] issuers, Socket socket) {
    return choose(List.of(keyTypes), issuers, Handshake.of(Handshake.Purpose.CLIENT, socket));
  }

  @Override
  public String[] getServerAliases(String keyType, Principal[] issuers) {
    return aliases(keyType, issuers, Handshake.unknown(Handshake.Purpose.SERVER));
  }

  @Override
  public String[] getClientAliases(String keyType, Principal[] issuers) {
    return aliases(keyType, issuers, Handshake.unknown(Handshake.Purpose.CLIENT));
  }

  @Override
  public X509Certificate[] getCertificateChain(String alias) {
    return read(alias, HalfReads.Part.CHAIN)
        .map(credential -> credential.chain().toArray(new X509Certificate[0]))
        .orElse(null);
  }

  @Override
  public PrivateKey getPrivateKey(String alias) {
    return read(alias, HalfReads.Part.KEY).map(Credential::key).orElse(null);
  }

  /**
   * The aliases of the key store, where there is one: Jetty compares them with those that it read
   * from the key store itself.
   */
  private String[] aliases(String keyType, Principal[] issuers, Handshake handshake) {
    Set<Principal> accepted = accepted(issuers);
    KeyType type = KeyType.of(keyType);
    Instant now = clock.instant();
    String[] aliases =
        entries.candidates().stream()
            .filter(candidate -> candidate.isOfType(type) && candidate.isUsable(now, handshake))
            .filter(candidate -> isIssuedBy(candidate, accepted))
            .map(candidate -> entries.areOfOneStore() ? candidate.alias() : candidate.name())
            .distinct()
            .toArray(String[]::new);
    return aliases.length == 0 ? null : aliases;
  }

  /** For the first key type that has a certificate, the one that fits best. */
  String choose(List<String> keyTypes, Principal[] issuers, Handshake handshake) {
    Set<Principal> accepted = accepted(issuers);
    for (String name : keyTypes) {
      KeyType type = KeyType.of(name);
      Optional<Candidate> best =
          best(candidate -> candidate.isOfType(type), accepted, handshake)
              .filter(candidate -> !isOutdone(candidate, type, accepted, handshake));
      if (best.isPresent()) {
        return best.get().name();
      }
    }
    return null;
  }

  /**
   * Whether the host has a certificate of its own with a key of another type. An engine asks for
   * one type after the other and takes the first certificate that it gets.
   */
  private boolean isOutdone(
      Candidate candidate, KeyType type, Set<Principal> accepted, Handshake handshake) {
    HostNames.Fit fit = candidate.fit(handshake);
    return handshake.host().isPresent()
        && fit != HostNames.Fit.EXACT
        && best(
                other ->
                    !other.isOfType(type)
                        && other.isAskedForIn(handshake)
                        && other.fit(handshake).compareTo(fit) > 0,
                accepted,
                handshake)
            .isPresent();
  }

  /** Of the candidates that are wanted and can be read, the one that fits best; it is kept. */
  private Optional<Candidate> best(
      Predicate<Candidate> wanted, Set<Principal> accepted, Handshake handshake) {
    for (Ranked ranked : ranked(wanted, accepted, handshake)) {
      Optional<Current> current =
          current(ranked.candidate())
              .filter(now -> stillFits(now.candidate(), ranked, wanted, handshake))
              .filter(now -> isIssuedBy(now.credential().chain(), accepted));
      if (current.isPresent()) {
        Candidate candidate = current.get().candidate();
        handedOut.put(candidate.name(), current.get().credential());
        return Optional.of(candidate);
      }
    }
    return Optional.empty();
  }

  private List<Ranked> ranked(
      Predicate<Candidate> wanted, Set<Principal> accepted, Handshake handshake) {
    Instant now = clock.instant();
    return entries.candidates().stream()
        .filter(candidate -> wanted.test(candidate) && candidate.isUsable(now, handshake))
        .map(
            candidate ->
                new Ranked(
                    candidate,
                    isDirectlyIssuedBy(candidate, accepted),
                    candidate.fit(handshake),
                    candidate.hasSignatureOfCurve(handshake)))
        .sorted(Ranked.BEST_FIRST)
        .toList();
  }

  /** A rotation may have brought another type of key, or other host names. */
  private boolean stillFits(
      Candidate current, Ranked ranked, Predicate<Candidate> wanted, Handshake handshake) {
    return current.equals(ranked.candidate())
        || (wanted.test(current)
            && current.isUsable(clock.instant(), handshake)
            && current.fit(handshake).compareTo(ranked.fit()) >= 0);
  }

  private static Set<Principal> accepted(Principal[] issuers) {
    return issuers == null
        ? Set.of()
        : Arrays.stream(issuers).collect(Collectors.toUnmodifiableSet());
  }

  private static boolean isDirectlyIssuedBy(Candidate candidate, Set<Principal> accepted) {
    return accepted.isEmpty()
        || accepted.contains(candidate.certificate().getIssuerX500Principal());
  }

  private boolean isIssuedBy(Candidate candidate, Set<Principal> accepted) {
    return isDirectlyIssuedBy(candidate, accepted)
        || current(candidate)
            .filter(current -> isIssuedBy(current.credential().chain(), accepted))
            .isPresent();
  }

  private static boolean isIssuedBy(List<X509Certificate> chain, Set<Principal> accepted) {
    return accepted.isEmpty()
        || chain.stream()
            .anyMatch(certificate -> accepted.contains(certificate.getIssuerX500Principal()));
  }

  /** What an alias names; an alias of a key store names what is current there. */
  private Optional<Credential> read(String alias, HalfReads.Part part) {
    if (alias == null) {
      return Optional.empty();
    }
    Credential chosen = handedOut.get(alias);
    if (chosen != null) {
      return Optional.of(chosen);
    }
    Instant now = clock.instant();
    Optional<Credential> other = halfReads.take(alias, part, now);
    if (other.isPresent()) {
      return other;
    }
    Optional<Credential> current = named(alias);
    current.ifPresent(credential -> halfReads.add(alias, part, now, credential));
    return current;
  }

  private Optional<Credential> named(String alias) {
    for (Candidate candidate : entries.candidates()) {
      if (candidate.name().equals(alias)) {
        return current(candidate)
            .filter(current -> current.candidate().equals(candidate))
            .map(Current::credential);
      }
    }
    return entries.read(alias);
  }

  /**
   * Key and chain of a candidate, read as one. If a rotation came after the look: what was handed
   * out before, for the peer may have been asked about other key types already, or what came.
   */
  private Optional<Current> current(Candidate candidate) {
    Credential known = handedOut.get(candidate.name());
    if (candidate.isReplaced()) {
      return Optional.ofNullable(known).map(credential -> new Current(candidate, credential));
    }
    return entries
        .read(candidate)
        .map(
            now -> {
              Candidate found = candidate.with(now.chain().get(0));
              return found.equals(candidate) || known == null
                  ? new Current(found, now)
                  : new Current(candidate, known);
            });
  }
}
