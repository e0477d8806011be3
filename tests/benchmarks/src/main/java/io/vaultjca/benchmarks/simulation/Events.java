package io.vaultjca.benchmarks.simulation;

import java.util.PriorityQueue;

/** What is to happen, in the order of its time; the virtual clock. Times are in nanoseconds. */
final class Events {
  static final long SECOND = 1_000_000_000L;
  static final long MILLISECOND = 1_000_000L;

  private final PriorityQueue<Event> queue = new PriorityQueue<>();
  private long now;
  private long scheduled;

  /** Of two at the same time the one that was scheduled first comes first. */
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

  /** Schedules something; what is due already happens next. */
  void at(long time, Runnable action) {
    queue.add(new Event(Math.max(now, time), scheduled++, action));
  }

  /** Lets everything happen that comes before a time. */
  void runUntil(long end) {
    while (!queue.isEmpty() && queue.peek().time() < end) {
      Event next = queue.remove();
      now = next.time();
      next.action().run();
    }
    now = end;
  }
}
