package io.vaultjca.tls;

import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.WeakHashMap;

/**
 * The credentials of which a thread has read one part, key or chain, and may read the other next:
 * both are to belong together although a rotation comes in between.
 *
 * <p>It is gone with its key manager, and what a thread has read with the thread: a {@link
 * ThreadLocal} would keep the class loader of an application in the threads of its server.
 *
 * <p>Safe for use by several threads.
 */
final class HalfReads {
  private final Map<Thread, Half> byThread = Collections.synchronizedMap(new WeakHashMap<>());
  private final Duration longest;

  HalfReads(Duration longest) {
    this.longest = longest;
  }

  /** Which part of a credential was read. */
  enum Part {
    KEY,
    CHAIN
  }

  private record Half(String alias, Part read, Instant at, Credential credential) {}

  /** This thread has read a part. */
  void add(String alias, Part part, Instant now, Credential credential) {
    byThread.put(Thread.currentThread(), new Half(alias, part, now, credential));
  }

  /** Takes out the credential of which this thread has just read the other part. */
  Optional<Credential> take(String alias, Part part, Instant now) {
    return Optional.ofNullable(byThread.remove(Thread.currentThread()))
        .filter(half -> half.alias().equals(alias))
        .filter(half -> half.read() != part)
        .filter(half -> now.isBefore(half.at().plus(longest)))
        .map(Half::credential);
  }
}
