package io.vaultjca.tls;

import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.KeyStoreException;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.ProviderException;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
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
  private static final System.Logger LOG = System.getLogger("io.vaultjca");

  /** A handshake sees a change after this long at the latest. */
  private static final Duration LOOK_AGAIN = Duration.ofSeconds(1);

  /**
   * A look that meets failures goes on to further entries no longer than this, and a handshake
   * waits no longer for the first one.
   */
  private static final Duration LONGEST_LOOK = Duration.ofSeconds(30);

  /** Of the entries that cannot be read. */
  private static final int MOST_NAMED = 5;

  /** More than the handshakes that can be between choosing and reading. */
  private static final int MOST_REMEMBERED = 1000;

  private final List<KeyStore.Builder> stores;
  private final Clock clock;
  private final Map<String, Credential> handedOut = Collections.synchronizedMap(new MostRecent());

  @SuppressWarnings("ThreadLocalUsage") // It belongs to the key stores of this key manager.
  private final ThreadLocal<Half> half = new ThreadLocal<>();

  private final Set<String> logged = ConcurrentHashMap.newKeySet();
  private final ReentrantLock looking = new ReentrantLock();
  private volatile Seen seen = new Seen(Instant.MIN, List.of());

  VaultKeyManager(List<KeyStore.Builder> stores, Clock clock) {
    this.stores = stores;
    this.clock = clock;
  }

  /**
   * The key entries that the key stores showed at a time, the newest first. Those that a rotation
   * has just replaced stay until the next look, at the end: JSSE asks for one key type after the
   * other, and between two questions of a handshake a rotation may change the type.
   */
  private record Seen(Instant at, List<Candidate> candidates) {
    boolean isFresh(Instant now) {
      return now.isBefore(at.plus(LOOK_AGAIN)) && !now.isBefore(at);
    }
  }

  /** A key and its chain, as they were read together. */
  private record Credential(PrivateKey key, List<X509Certificate> chain) {}

  /** Which part of a credential was read. */
  private enum Part {
    KEY,
    CHAIN
  }

  /** A credential of which a thread has read one part. */
  private record Half(String alias, Part read, Instant at, Credential credential) {}

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
    return read(alias, Part.CHAIN)
        .map(credential -> credential.chain().toArray(new X509Certificate[0]))
        .orElse(null);
  }

  @Override
  public PrivateKey getPrivateKey(String alias) {
    return read(alias, Part.KEY).map(Credential::key).orElse(null);
  }

  /**
   * The aliases of the key store, where there is one: Jetty compares them with those that it read
   * from the key store itself.
   */
  private String[] aliases(String keyType, Principal[] issuers, Handshake handshake) {
    Set<Principal> accepted = accepted(issuers);
    Instant now = clock.instant();
    String[] aliases =
        candidates().stream()
            .filter(candidate -> candidate.isUsable(keyType, now, handshake))
            .filter(candidate -> isIssuedBy(candidate, accepted))
            .map(candidate -> stores.size() == 1 ? candidate.alias() : candidate.name())
            .distinct()
            .toArray(String[]::new);
    return aliases.length == 0 ? null : aliases;
  }

  /** For the first key type that has a certificate, the one that fits best. */
  String choose(List<String> keyTypes, Principal[] issuers, Handshake handshake) {
    Set<Principal> accepted = accepted(issuers);
    for (String keyType : keyTypes) {
      for (Ranked ranked : ranked(keyType, accepted, handshake)) {
        Optional<Current> current =
            current(ranked.candidate())
                .filter(now -> stillFits(now.candidate(), ranked, keyType, handshake))
                .filter(now -> isIssuedBy(now.credential().chain(), accepted));
        if (current.isPresent()) {
          String name = current.get().candidate().name();
          handedOut.put(name, current.get().credential());
          return name;
        }
      }
    }
    return null;
  }

  private List<Ranked> ranked(String keyType, Set<Principal> accepted, Handshake handshake) {
    Instant now = clock.instant();
    return candidates().stream()
        .filter(candidate -> candidate.isUsable(keyType, now, handshake))
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
  private boolean stillFits(Candidate current, Ranked ranked, String keyType, Handshake handshake) {
    return current == ranked.candidate()
        || (current.isUsable(keyType, clock.instant(), handshake)
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
  private Optional<Credential> read(String alias, Part part) {
    if (alias == null) {
      return Optional.empty();
    }
    Credential chosen = handedOut.get(alias);
    if (chosen != null) {
      return Optional.of(chosen);
    }
    Half other = half.get();
    half.remove();
    Instant now = clock.instant();
    if (other != null
        && other.alias().equals(alias)
        && other.read() != part
        && now.isBefore(other.at().plus(LOOK_AGAIN))) {
      return Optional.of(other.credential());
    }
    Optional<Credential> current = named(alias);
    current.ifPresent(credential -> half.set(new Half(alias, part, now, credential)));
    return current;
  }

  private Optional<Credential> named(String alias) {
    for (Candidate candidate : candidates()) {
      if (candidate.name().equals(alias)) {
        return current(candidate)
            .filter(current -> current.candidate() == candidate)
            .map(Current::credential);
      }
    }
    for (int store = 0; store < stores.size(); store++) {
      try {
        Optional<Credential> current = credential(store, keyStore(store), alias);
        if (current.isPresent()) {
          return current;
        }
      } catch (GeneralSecurityException | ProviderException e) {
        logLeftOut(alias, e);
      }
    }
    return Optional.empty();
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
    try {
      Optional<Credential> now =
          credential(candidate.store(), candidate.keyStore(), candidate.alias());
      if (now.isEmpty()) {
        return Optional.empty();
      }
      Candidate found = candidate.with(now.get().chain().get(0));
      return Optional.of(
          found == candidate || known == null
              ? new Current(found, now.get())
              : new Current(candidate, known));
    } catch (GeneralSecurityException | ProviderException e) {
      logLeftOut(candidate.alias(), e);
      return Optional.empty();
    }
  }

  private Optional<Credential> credential(int store, KeyStore keyStore, String alias)
      throws GeneralSecurityException {
    if (!keyStore.isKeyEntry(alias)) {
      return Optional.empty();
    }
    KeyStore.Entry entry =
        keyStore.getEntry(alias, stores.get(store).getProtectionParameter(alias));
    if (!(entry instanceof KeyStore.PrivateKeyEntry privateKey)
        || !(privateKey.getCertificate() instanceof X509Certificate)) {
      return Optional.empty();
    }
    return Optional.of(
        new Credential(
            privateKey.getPrivateKey(),
            Arrays.stream(privateKey.getCertificateChain())
                .map(X509Certificate.class::cast)
                .toList()));
  }

  private static void logLeftOut(String alias, Exception reason) {
    LOG.log(
        System.Logger.Level.WARNING,
        "The certificate {0} is left out of a handshake. {1}",
        alias,
        reason.getMessage());
  }

  private static void logNotValid(Candidate candidate) {
    LOG.log(
        System.Logger.Level.WARNING,
        "The certificate {0} is used for no handshake: it is valid from {1} to {2}",
        candidate.alias(),
        candidate.notBefore().toString(),
        candidate.notAfter().toString());
  }

  /** What was seen last; one thread at a time looks again, and only the first look is awaited. */
  private List<Candidate> candidates() {
    Seen known = seen;
    if (known.isFresh(clock.instant())) {
      return known.candidates();
    }
    if (!(known.candidates().isEmpty() ? lockForFirstLook() : looking.tryLock())) {
      return known.candidates();
    }
    try {
      if (!seen.isFresh(clock.instant())) {
        List<Candidate> candidates = look(seen.candidates());
        seen = new Seen(clock.instant(), candidates);
      }
      return seen.candidates();
    } finally {
      looking.unlock();
    }
  }

  /** Waits until nobody looks any more and takes the lock, unless that takes too long. */
  private boolean lockForFirstLook() {
    try {
      if (looking.tryLock(LONGEST_LOOK.toMillis(), TimeUnit.MILLISECONDS)) {
        return true;
      }
      LOG.log(
          System.Logger.Level.WARNING,
          "A handshake gets no certificate: the key stores have been read for {0} s by another one",
          Long.toString(LONGEST_LOOK.toSeconds()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return false;
  }

  /** The entries of all key stores; of one that cannot be read, those that are known. */
  private List<Candidate> look(List<Candidate> known) {
    List<Candidate> candidates = new ArrayList<>();
    for (int number = 0; number < stores.size(); number++) {
      int store = number;
      List<Candidate> before =
          known.stream().filter(candidate -> candidate.store() == store).toList();
      try {
        candidates.addAll(look(store, before));
      } catch (KeyStoreException | ProviderException e) {
        LOG.log(System.Logger.Level.WARNING, "A key store cannot be read. {0}", e.getMessage());
        candidates.addAll(before);
      }
    }
    candidates.sort(
        Comparator.comparing(Candidate::isReplaced)
            .thenComparing(Candidate::notBefore, Comparator.reverseOrder()));
    Instant now = clock.instant();
    candidates.stream()
        .filter(candidate -> !candidate.isValidAt(now) && logged.add(candidate.name()))
        .forEach(VaultKeyManager::logNotValid);
    return List.copyOf(candidates);
  }

  /** The entries of a key store; of those that cannot be read, what is known. */
  private List<Candidate> look(int store, List<Candidate> known) throws KeyStoreException {
    Map<String, Candidate> byAlias = new HashMap<>();
    known.stream()
        .filter(candidate -> !candidate.isReplaced())
        .forEach(candidate -> byAlias.put(candidate.alias(), candidate));
    KeyStore keyStore = keyStore(store);
    List<Candidate> candidates = new ArrayList<>();
    List<String> unread = new ArrayList<>();
    Exception reason = null;
    long started = System.nanoTime();
    for (String alias : Collections.list(keyStore.aliases())) {
      Optional<Candidate> before = Optional.ofNullable(byAlias.get(alias));
      if (reason == null || System.nanoTime() - started < LONGEST_LOOK.toNanos()) {
        try {
          candidates.addAll(look(store, keyStore, alias, before));
          continue;
        } catch (KeyStoreException | ProviderException e) {
          reason = reason == null ? e : reason;
        }
      }
      unread.add(alias);
      before.ifPresent(candidates::add);
    }
    if (reason != null) {
      LOG.log(
          System.Logger.Level.WARNING,
          "{0} of the entries of a key store cannot be read and are used as they were known, if at"
              + " all: {1}. {2}",
          Integer.toString(unread.size()),
          unread.stream().limit(MOST_NAMED).collect(Collectors.joining(", ")),
          reason.getMessage());
    }
    return candidates;
  }

  /** An entry as it is now and, if a rotation has just come, as it was. */
  private static List<Candidate> look(
      int store, KeyStore keyStore, String alias, Optional<Candidate> known)
      throws KeyStoreException {
    if (!keyStore.isKeyEntry(alias)
        || !(keyStore.getCertificate(alias) instanceof X509Certificate certificate)) {
      return List.of();
    }
    Optional<Candidate> before = known.filter(candidate -> candidate.keyStore() == keyStore);
    if (before.isEmpty()) {
      return List.of(new Candidate(store, keyStore, alias, certificate));
    }
    Candidate current = before.get().with(certificate);
    return current == before.get() ? List.of(current) : List.of(current, before.get().asReplaced());
  }

  private KeyStore keyStore(int store) throws KeyStoreException {
    return stores.get(store).getKeyStore();
  }
}
