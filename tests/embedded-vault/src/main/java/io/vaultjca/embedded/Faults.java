package io.vaultjca.embedded;

import io.vaultjca.embedded.service.PageSizes;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * Injects faults into requests. A request gets all delays that apply to it, then the first other
 * fault in the order of injection. Thread-safe.
 */
public final class Faults {
  private final List<Injected> injected = new ArrayList<>();
  private final PageSizes pageSizes;

  private @Nullable Sometimes sometimes;
  private long met;

  /** Faults at random. */
  private record Sometimes(double probability, Random random, List<Fault> among) {}

  private static final class Injected {
    final String operation;
    final Fault fault;
    int left;

    Injected(String operation, int times, Fault fault) {
      this.operation = operation;
      this.left = times;
      this.fault = fault;
    }

    boolean concerns(String actual) {
      return operation.equals("*") || operation.equalsIgnoreCase(actual);
    }
  }

  Faults(PageSizes pageSizes) {
    this.pageSizes = pageSizes;
  }

  /**
   * Injects a fault into every request of an operation until {@link #clear}.
   *
   * @param operation as in {@link Counters}; {@code *} for every one
   */
  public void inject(String operation, Fault fault) {
    inject(operation, Integer.MAX_VALUE, fault);
  }

  /**
   * Injects a fault into the next requests of an operation.
   *
   * @param operation as in {@link Counters}; {@code *} for every one
   * @param times at least 1
   */
  public synchronized void inject(String operation, int times, Fault fault) {
    Objects.requireNonNull(operation, "operation");
    Objects.requireNonNull(fault, "fault");
    if (times < 1) {
      throw new IllegalArgumentException("times must be at least 1: " + times);
    }
    injected.add(new Injected(operation, times, fault));
  }

  /**
   * Injects faults into random requests to the vault until {@link #clear}. Token requests, and
   * requests that already have an injected fault, are excluded.
   *
   * @param probability that a request gets a fault, 0 to 1
   * @param seed of the random numbers; requests in the same order get the same faults
   * @param among the faults, all equally likely; not empty
   */
  public synchronized void sometimes(double probability, long seed, List<Fault> among) {
    if (!(probability >= 0 && probability <= 1) || among.isEmpty()) {
      throw new IllegalArgumentException(
          "needs a probability of 0 to 1 and at least one fault, not %s and %s"
              .formatted(probability, among));
    }
    sometimes = new Sometimes(probability, new Random(seed), List.copyOf(among));
  }

  /** Returns how many requests got a fault from {@link #sometimes} so far. */
  public synchronized long met() {
    return met;
  }

  /**
   * Sets the sizes of the next pages of any list. The service may return short and even empty pages
   * that are not the last.
   *
   * @param sizes at least 0 each; later pages are full again
   */
  public void pageSizes(int... sizes) {
    pageSizes.set(sizes);
  }

  /** Removes all faults and page sizes that are still pending. */
  public synchronized void clear() {
    injected.clear();
    sometimes = null;
    pageSizes.set();
  }

  /** Takes the faults for the current request: delays, then at most one other. */
  synchronized List<Fault> take(String operation) {
    List<Fault> faults = new ArrayList<>();
    Fault last = null;
    for (Iterator<Injected> all = injected.iterator(); all.hasNext(); ) {
      Injected one = all.next();
      boolean due = one.concerns(operation) && (one.fault instanceof Fault.Delay || last == null);
      if (!due) {
        continue;
      }
      if (one.fault instanceof Fault.Delay) {
        faults.add(one.fault);
      } else {
        last = one.fault;
      }
      if (one.left != Integer.MAX_VALUE && --one.left == 0) {
        all.remove();
      }
    }
    if (last != null) {
      faults.add(last);
    } else if (faults.isEmpty()
        && sometimes != null
        && !operation.startsWith(Counters.IDENTITY)
        && sometimes.random().nextDouble() < sometimes.probability()) {
      met++;
      faults.add(sometimes.among().get(sometimes.random().nextInt(sometimes.among().size())));
    }
    return faults;
  }
}
