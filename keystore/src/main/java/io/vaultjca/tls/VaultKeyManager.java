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
import org.jspecify.annotations.Nullable;

/**
 * Picks a certificate for each handshake from the current entries of the key stores: one that is
 * valid, has the right purpose and can be verified by the peer. Among these it picks the one that
 * fits the host name best, and then the newest.
 *
 * <p>An alias that it returns names one certificate and not the current one, because a rotation may
 * come between choosing the alias, reading the chain and reading the key. It also takes the aliases
 * of the key stores, for servers that are configured with one. Then a key and a chain belong
 * together if a thread reads one after the other.
 *
 * <p>Safe for use by several threads.
 */
final class VaultKeyManager extends X509ExtendedKeyManager {
  /** More than the handshakes that can be between choosing and reading at a time. */
  private static final int MOST_REMEMBERED = 1000;

  private final KeyEntries entries;
  private final Clock clock;
  private final Map<String, Credential> handedOut = Collections.synchronizedMap(new MostRecent());
  private final HalfReads halfReads = new HalfReads(KeyEntries.LOOK_AGAIN);

  VaultKeyManager(List<KeyStore.Builder> stores, Clock clock) {
    this.entries = new KeyEntries(stores, clock);
    this.clock = clock;
  }

  /** The current state of a key entry. */
  private record Current(Candidate candidate, Credential credential) {}

  /** A candidate and how well it fits a handshake. */
  private record Ranked(
      Candidate candidate, boolean directlyIssued, HostNames.Fit fit, boolean signatureOfCurve) {
    /**
     * The issuer of the certificate itself is known, but the other issuers are not until the chain
     * is read: so a directly issued one comes first. The sort is stable, so the newest wins a tie.
     */
    static final Comparator<Ranked> BEST_FIRST =
        Comparator.comparing(Ranked::directlyIssued)
            .thenComparing(Ranked::fit)
            .thenComparing(Ranked::signatureOfCurve)
            .reversed();
  }

  /** A bounded map that drops the least recently used credential. */
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
  public @Nullable String chooseEngineServerAlias(
      String keyType, Principal @Nullable [] issuers, @Nullable SSLEngine engine) {
    return choose(List.of(keyType), issuers, Handshake.of(Handshake.Purpose.SERVER, engine));
  }

  @Override
  public @Nullable String chooseServerAlias(
      String keyType, Principal @Nullable [] issuers, @Nullable Socket socket) {
    return choose(List.of(keyType), issuers, Handshake.of(Handshake.Purpose.SERVER, socket));
  }

  @Override
  public @Nullable String chooseEngineClientAlias(
      String[] keyTypes, Principal @Nullable [] issuers, @Nullable SSLEngine engine) {
    return choose(List.of(keyTypes), issuers, Handshake.of(Handshake.Purpose.CLIENT, engine));
  }

  @Override
  public @Nullable String chooseClientAlias(
      String[] keyTypes, Principal @Nullable [] issuers, @Nullable Socket socket) {
    return choose(List.of(keyTypes), issuers, Handshake.of(Handshake.Purpose.CLIENT, socket));
  }

  @Override
  public String @Nullable [] getServerAliases(String keyType, Principal @Nullable [] issuers) {
    return aliases(keyType, issuers, Handshake.unknown(Handshake.Purpose.SERVER));
  }

  @Override
  public String @Nullable [] getClientAliases(String keyType, Principal @Nullable [] issuers) {
    return aliases(keyType, issuers, Handshake.unknown(Handshake.Purpose.CLIENT));
  }

  @Override
  public X509Certificate @Nullable [] getCertificateChain(@Nullable String alias) {
    return read(alias, HalfReads.Part.CHAIN)
        .map(credential -> credential.chain().toArray(new X509Certificate[0]))
        .orElse(null);
  }

  @Override
  public @Nullable PrivateKey getPrivateKey(@Nullable String alias) {
    return read(alias, HalfReads.Part.KEY).map(Credential::key).orElse(null);
  }

  /**
   * Returns the aliases of the key store if there is only one, because Jetty compares them with
   * those that it read from the key store itself.
   */
  private String @Nullable [] aliases(
      String keyType, Principal @Nullable [] issuers, Handshake handshake) {
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

  /**
   * Returns the name of the best certificate for the first key type that has one.
   *
   * @param issuers the issuers that the peer accepts; null or empty for any
   * @return null if no certificate fits
   */
  @Nullable String choose(
      List<String> keyTypes, Principal @Nullable [] issuers, Handshake handshake) {
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
   * Whether another certificate with a key of another type fits the host better. An engine requests
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

  /** Returns the best candidate that can be read, and remembers its credential. */
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

  private static Set<Principal> accepted(Principal @Nullable [] issuers) {
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

  /** Reads the credential of an alias. An alias of a key store stands for the current one there. */
  private Optional<Credential> read(@Nullable String alias, HalfReads.Part part) {
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
   * Reads the key and chain of a candidate together. If a rotation has come since the last look,
   * returns the credential that was handed out before, since the handshake may depend on it, or
   * else the new one.
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
