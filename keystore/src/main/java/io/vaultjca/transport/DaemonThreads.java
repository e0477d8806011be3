package io.vaultjca.transport;

import java.io.IOException;
import java.security.AccessController;
import java.security.PrivilegedAction;
import java.security.PrivilegedActionException;
import java.security.PrivilegedExceptionAction;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/**
 * Makes daemon threads that keep no reference to the application that happens to call first: not to
 * its class loader, its inheritable thread locals or its protection domains.
 *
 * <p>Safe for use by several threads.
 */
public final class DaemonThreads implements ThreadFactory {
  private static final int IDLE_SECONDS = 2;

  private final String prefix;
  private final AtomicInteger number = new AtomicInteger();

  public DaemonThreads(String purpose) {
    this.prefix = "vaultjca-" + purpose + "-";
  }

  /** A pool without limit. Idle threads end soon, because they keep this library in memory. */
  public static ExecutorService pool(String purpose) {
    return new ThreadPoolExecutor(
        0,
        Integer.MAX_VALUE,
        IDLE_SECONDS,
        TimeUnit.SECONDS,
        new SynchronousQueue<>(),
        new DaemonThreads(purpose));
  }

  /** A pool of at most so many threads, with a queue. */
  public static ExecutorService pool(String purpose, int most) {
    ThreadPoolExecutor threads =
        new ThreadPoolExecutor(
            most,
            most,
            IDLE_SECONDS,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            new DaemonThreads(purpose));
    threads.allowCoreThreadTimeOut(true);
    return threads;
  }

  @Override
  public Thread newThread(Runnable task) {
    Thread thread =
        withoutCaller(() -> new Thread(null, task, prefix + number.incrementAndGet(), 0, false));
    thread.setDaemon(true);
    thread.setContextClassLoader(ClassLoader.getSystemClassLoader());
    return thread;
  }

  /**
   * Builds an object that starts its own threads, such as the JDK's HTTP client: they inherit the
   * system class loader instead of the caller's.
   */
  static <T> T unattached(Supplier<T> source) {
    Thread current = Thread.currentThread();
    ClassLoader loader = current.getContextClassLoader();
    current.setContextClassLoader(ClassLoader.getSystemClassLoader());
    try {
      return withoutCaller(source);
    } finally {
      current.setContextClassLoader(loader);
    }
  }

  /** An exchange over the network. */
  interface Sending<T> {
    T send() throws IOException, InterruptedException;
  }

  /**
   * Sends a request that may open a connection: up to JDK 23 a TLS connection keeps the protection
   * domains of all callers on the stack.
   */
  @SuppressWarnings("removal")
  static <T> T detached(Sending<T> sending) throws IOException, InterruptedException {
    try {
      return AccessController.doPrivileged((PrivilegedExceptionAction<T>) sending::send);
    } catch (PrivilegedActionException e) {
      if (e.getCause() instanceof InterruptedException interrupted) {
        throw interrupted;
      }
      throw (IOException) e.getCause();
    }
  }

  /** Up to JDK 23 a new thread keeps the protection domains of all callers on the stack. */
  @SuppressWarnings("removal")
  private static <T> T withoutCaller(Supplier<T> source) {
    return AccessController.doPrivileged((PrivilegedAction<T>) source::get);
  }
}
