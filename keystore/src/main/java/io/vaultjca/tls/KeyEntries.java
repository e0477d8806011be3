package io.vaultjca.tls;

import static java.lang.System.Logger.Level.WARNING;

import io.vaultjca.key.VaultKey;
import io.vaultjca.text.ObjectName;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.KeyStoreException;
import java.security.PrivateKey;
import java.security.ProviderException;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Collectors;

/**
 * The key entries of the key stores. They are looked at when a handshake needs them, at most once a
 * second. An entry or a key store that cannot be read does not affect the others.
 *
 * <p>Safe for use by several threads.
 */
final class KeyEntries {
  private static final System.Logger LOG = System.getLogger("io.vaultjca");

  /** How long the result of a look is used. */
  static final Duration LOOK_AGAIN = Duration.ofSeconds(1);

  /**
   * How long a look that meets failures goes on to further entries, and how long a handshake waits
   * for the first look.
   */
  private static final Duration LONGEST_LOOK = Duration.ofSeconds(30);

  /** A server whose last look is older was idle, and may have missed a rotation. */
  private static final Duration IDLE = LOOK_AGAIN.multipliedBy(2);

  /** How long a handshake of a server that was idle waits for a look. */
  private static final Duration LONGEST_WAIT = Duration.ofSeconds(5);

  /** How many unreadable entries a warning names. */
  private static final int MOST_NAMED = 5;

  private final List<KeyStore.Builder> stores;
  private final Clock clock;
  private final Set<String> logged = ConcurrentHashMap.newKeySet();
  private final ReentrantLock looking = new ReentrantLock();
  private volatile Instant begun = Instant.MIN;
  private volatile Seen seen = new Seen(Instant.MIN, List.of());

  KeyEntries(List<KeyStore.Builder> stores, Clock clock) {
    this.stores = stores;
    this.clock = clock;
  }

  /**
   * The result of a look, the newest entry first. Entries that a rotation has just replaced stay at
   * the end until the next look: JSSE requests one key type after the other, and a rotation may
   * change the type between two requests of a handshake.
   */
  private record Seen(Instant at, List<Candidate> candidates) {
    boolean isFresh(Instant now) {
      return isWithin(LOOK_AGAIN, now);
    }

    boolean isWithin(Duration time, Instant now) {
      return now.isBefore(at.plus(time)) && !now.isBefore(at);
    }
  }

  /** Whether there is only one key store, so that its aliases are unique. */
  boolean areOfOneStore() {
    return stores.size() == 1;
  }

  /** Reads the current entry of a candidate's alias; empty if it cannot be read. */
  Optional<Credential> read(Candidate candidate) {
    return read(candidate.store(), Optional.of(candidate.keyStore()), candidate.alias());
  }

  /** Reads the current entry of an alias from the first key store that has it. */
  Optional<Credential> read(String alias) {
    for (int store = 0; store < stores.size(); store++) {
      Optional<Credential> current = read(store, Optional.empty(), alias);
      if (current.isPresent()) {
        return current;
      }
    }
    return Optional.empty();
  }

  private Optional<Credential> read(int store, Optional<KeyStore> opened, String alias) {
    KeyStore.Builder builder = stores.get(store);
    try {
      return Credential.read(
              builder, opened.isPresent() ? opened.get() : builder.getKeyStore(), alias)
          .filter(credential -> signs(alias, credential.key()));
    } catch (GeneralSecurityException | ProviderException e) {
      LOG.log(
          WARNING,
          "The certificate {0} is left out of a handshake. {1}",
          ObjectName.shown(alias),
          e.getMessage());
      return Optional.empty();
    }
  }

  /** Whether a key can sign. Logs once if it cannot. */
  private boolean signs(String alias, PrivateKey key) {
    if (!(key instanceof VaultKey ours) || !ours.isExternal()) {
      return true;
    }
    if (logged.add(key.toString())) {
      LOG.log(
          WARNING,
          "The certificate {0} is not used for handshakes: its external key can only wrap and unwrap",
          ObjectName.shown(alias));
    }
    return false;
  }

  /**
   * Returns the result of the last look, and looks again if it is old. One thread looks at a time.
   * The others wait only for the first look, and briefly for that of a server that was idle.
   */
  List<Candidate> candidates() {
    Seen known = seen;
    if (known.isFresh(clock.instant())) {
      return known.candidates();
    }
    if (!lock(known)) {
      return known.candidates();
    }
    try {
      if (!seen.isFresh(clock.instant())) {
        begun = clock.instant();
        List<Candidate> candidates = look(seen.candidates());
        seen = new Seen(clock.instant(), candidates);
      }
      return seen.candidates();
    } finally {
      looking.unlock();
    }
  }

  /** Takes the lock, unless another thread's look takes too long. */
  private boolean lock(Seen known) {
    boolean first = known.candidates().isEmpty();
    Duration longest = first ? LONGEST_LOOK : patience(known);
    try {
      if (looking.tryLock(longest.toMillis(), TimeUnit.MILLISECONDS)) {
        return true;
      }
      if (first) {
        LOG.log(
            WARNING,
            "A handshake gets no certificate: another one has been reading the key stores for {0} s",
            Long.toString(longest.toSeconds()));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return false;
  }

  /** Returns how long to wait for a look that may have begun: not at all on a busy server. */
  private Duration patience(Seen known) {
    Instant now = clock.instant();
    Instant since = begun.isAfter(known.at()) ? begun : now;
    return known.isWithin(IDLE, since)
        ? Duration.ZERO
        : Duration.between(now, since.plus(LONGEST_WAIT));
  }

  /** Returns the entries of all key stores; for an unreadable key store those known before. */
  private List<Candidate> look(List<Candidate> known) {
    List<Candidate> candidates = new ArrayList<>();
    for (int number = 0; number < stores.size(); number++) {
      int store = number;
      List<Candidate> before =
          known.stream().filter(candidate -> candidate.store() == store).toList();
      try {
        candidates.addAll(look(store, before));
      } catch (KeyStoreException | ProviderException e) {
        LOG.log(WARNING, "A key store cannot be read. {0}", e.getMessage());
        candidates.addAll(before);
      }
    }
    candidates.sort(
        Comparator.comparing(Candidate::isReplaced)
            .thenComparing(Candidate::notBefore, Comparator.reverseOrder()));
    Instant now = clock.instant();
    candidates.stream()
        .filter(candidate -> !candidate.isValidAt(now) && logged.add(candidate.name()))
        .forEach(KeyEntries::logNotValid);
    return List.copyOf(candidates);
  }

  /** Returns the entries of a key store; for an unreadable entry the one known before. */
  private List<Candidate> look(int store, List<Candidate> known) throws KeyStoreException {
    Map<String, Candidate> byAlias = new HashMap<>();
    known.stream()
        .filter(candidate -> !candidate.isReplaced())
        .forEach(candidate -> byAlias.put(candidate.alias(), candidate));
    KeyStore keyStore = stores.get(store).getKeyStore();
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
          WARNING,
          "{0} entries of a key store cannot be read; known ones stay in use as they were: {1}. {2}",
          Integer.toString(unread.size()),
          unread.stream()
              .limit(MOST_NAMED)
              .map(ObjectName::shown)
              .collect(Collectors.joining(", ")),
          reason.getMessage());
    }
    return candidates;
  }

  /** Returns the current entry and, if a rotation has just replaced one, the former entry. */
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
    return current.equals(before.get())
        ? List.of(current)
        : List.of(current, before.get().asReplaced());
  }

  private static void logNotValid(Candidate candidate) {
    LOG.log(
        WARNING,
        "The certificate {0} is not used for handshakes: it is valid from {1} to {2}",
        ObjectName.shown(candidate.alias()),
        candidate.notBefore().toString(),
        candidate.notAfter().toString());
  }
}
