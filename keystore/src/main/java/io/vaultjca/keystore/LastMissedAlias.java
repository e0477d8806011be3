package io.vaultjca.keystore;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;

/**
 * Remembers the alias that a key store was last asked about in vain, for the thread that asked.
 *
 * <p>Safe for use by several threads: a thread gets its own alias or, if another one has asked
 * since, none.
 */
public final class LastMissedAlias implements Consumer<MissedAlias> {
  private final AtomicReference<Asked> last = new AtomicReference<>();

  public LastMissedAlias() {}

  private record Asked(long thread, MissedAlias alias) {}

  @Override
  public void accept(MissedAlias alias) {
    last.set(new Asked(currentThread(), alias));
  }

  /** Takes the alias out of the memory, if this thread was the last to ask. */
  public Optional<MissedAlias> take() {
    return Optional.ofNullable(last.getAndSet(null))
        .filter(asked -> asked.thread() == currentThread())
        .map(Asked::alias);
  }

  @SuppressWarnings("deprecation") // Thread.threadId is of JDK 19.
  private static long currentThread() {
    return Thread.currentThread().getId();
  }
}
