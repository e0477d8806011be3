package io.vaultjca.benchmarks.simulation;

import java.util.PriorityQueue;

/** Future events in the order of their times, and the virtual clock. Times are in nanoseconds. */
final class Events {
  static final long SECOND = 1_000_000_000L;
  static final long MILLISECOND = 1_000_000L;

  private final PriorityQueue<Event> queue = new PriorityQueue<>();
  private long now;
  private long scheduled;

  /** Events at the same time happen in the order in which they were scheduled. */
  private record Event(long time, long number, Runnable action) implements Comparable<Event> {
    @Override
    public int compareTo(Event other) {
      int byTime = Long.compare(time, other.time);
      return byTime != 0 ? byTime : Long.compare(number, other.number);
    }
  }

  long now() {
    return now;
  }

  /** Schedules an action; if its time is past, it comes next. */
  void at(long time, Runnable action) {
    queue.add(new Event(Math.max(now, time), scheduled++, action));
  }

  /** Runs all actions before a time. */
  void runUntil(long end) {
    while (!queue.isEmpty() && queue.peek().time() < end) {
      Event next = queue.remove();
      now = next.time();
      next.action().run();
    }
    now = end;
  }
}
