package io.vaultjca.tls;

import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.WeakHashMap;

/**
 * The credentials of which a thread has read one part, the key or the chain, and may read the other
 * part next. Both must belong together even if a rotation comes in between.
 *
 * <p>The entries live as long as the key manager and the thread. A {@link ThreadLocal} would keep
 * the class loader of an application alive in the threads of its server.
 *
 * <p>Safe for use by several threads.
 */
final class HalfReads {
  private final Map<Thread, Half> byThread = Collections.synchronizedMap(new WeakHashMap<>());
  private final Duration longest;

  HalfReads(Duration longest) {
    this.longest = longest;
  }

  /** A part of a credential. */
  enum Part {
    KEY,
    CHAIN
  }

  private record Half(String alias, Part read, Instant at, Credential credential) {}

  /** Records that this thread has read a part. */
  void add(String alias, Part part, Instant now, Credential credential) {
    byThread.put(Thread.currentThread(), new Half(alias, part, now, credential));
  }

  /** Removes and returns the credential of which this thread has just read the other part. */
  Optional<Credential> take(String alias, Part part, Instant now) {
    return Optional.ofNullable(byThread.remove(Thread.currentThread()))
        .filter(half -> half.alias().equals(alias))
        .filter(half -> half.read() != part)
        .filter(half -> now.isBefore(half.at().plus(longest)))
        .map(Half::credential);
  }
}
