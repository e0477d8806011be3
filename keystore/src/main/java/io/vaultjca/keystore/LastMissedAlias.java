package io.vaultjca.keystore;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Remembers the last alias that a key store did not contain, for the thread that asked.
 *
 * <p>Safe for use by several threads: a thread gets its alias, or none if another thread has asked
 * since.
 */
public final class LastMissedAlias implements Consumer<MissedAlias> {
  private final AtomicReference<@Nullable Asked> last = new AtomicReference<>();

  /** Creates an empty memory. */
  public LastMissedAlias() {}

  private record Asked(long thread, MissedAlias alias) {}

  @Override
  public void accept(MissedAlias alias) {
    last.set(new Asked(currentThread(), alias));
  }

  /** Removes and returns the alias, if this thread was the last to ask. */
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
