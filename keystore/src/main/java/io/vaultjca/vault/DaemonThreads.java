package io.vaultjca.vault;

import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Makes daemon threads that hold on to nothing of the application that happens to call first: not
 * its class loader, not its inheritable thread locals.
 *
 * <p>Safe for use by several threads.
 */
public final class DaemonThreads implements ThreadFactory {
  private final String prefix;
  private final AtomicInteger number = new AtomicInteger();

  /**
   * Creates a factory.
   *
   * @param purpose what the threads are for; part of their names
   */
  public DaemonThreads(String purpose) {
    this.prefix = "vaultjca-" + purpose + "-";
  }

  @Override
  public Thread newThread(Runnable task) {
    Thread thread = new Thread(null, task, prefix + number.incrementAndGet(), 0, false);
    thread.setDaemon(true);
    thread.setContextClassLoader(ClassLoader.getSystemClassLoader());
    return thread;
  }
}
