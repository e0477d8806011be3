package io.vaultjca.balance;

import io.vaultjca.balance.Balance.Choice;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.PriorityQueue;
import java.util.function.LongPredicate;

/**
 * Simulates vaults with a limit in fixed windows, and callers that start the next operation as soon
 * as the last one ends.
 */
final class VirtualVaults {
  static final long SECOND = 1_000_000_000L;
  private static final long LATENCY = SECOND / 200;

  private final int limit;
  private final long window;
  private final long retryAfter;
  private final List<Pace> paces = new ArrayList<>();
  private final Balance balance;
  private final long[] windows;
  private final int[] used;
  private final int[] refused;
  private final PriorityQueue<Event> events = new PriorityQueue<>();
  private final ArrayDeque<Integer> queue = new ArrayDeque<>();
  private final int[] done;
  private final List<Long> finished = new ArrayList<>();
  private LongPredicate firstIsAway = now -> false;
  private long longest;
  private final long[] since;
  private int order;
  private long wakeAt = Long.MAX_VALUE;

  private record Event(long at, int order, Runnable what) implements Comparable<Event> {
    @Override
    public int compareTo(Event other) {
      return at != other.at ? Long.compare(at, other.at) : Integer.compare(order, other.order);
    }
  }

  /**
   * Creates vaults that accept {@code limit} operations in each window, and otherwise send {@code
   * retryAfter}: 0 means the end of the window.
   */
  VirtualVaults(int vaults, int callers, int limit, long window, long retryAfter) {
    this.limit = limit;
    this.window = window;
    this.retryAfter = retryAfter;
    for (int i = 0; i < vaults; i++) {
      paces.add(new Pace());
    }
    balance = new Balance(paces);
    windows = new long[vaults];
    used = new int[vaults];
    refused = new int[vaults];
    done = new int[callers];
    since = new long[callers];
  }

  /** Sets the times at which requests to the first vault time out, after two seconds. */
  VirtualVaults firstIsAway(LongPredicate when) {
    firstIsAway = when;
    return this;
  }

  /** Simulates a number of seconds. */
  VirtualVaults run(int seconds) {
    for (int i = 0; i < done.length; i++) {
      queue.add(i);
    }
    at(SECOND / 3, () -> {});
    while (events.peek().at() < (long) seconds * SECOND) {
      Event event = events.poll();
      event.what().run();
      pump(event.at());
    }
    return this;
  }

  private void at(long time, Runnable what) {
    events.add(new Event(time, order++, what));
  }

  private void pump(long now) {
    if (now >= wakeAt) {
      wakeAt = Long.MAX_VALUE;
    }
    while (!queue.isEmpty()) {
      Choice choice = balance.choose(now, (1 << paces.size()) - 1);
      if (!choice.isMade()) {
        if (choice.pause() != Pace.UNTIL_ANSWERED && now + choice.pause() < wakeAt) {
          wakeAt = now + choice.pause();
          at(wakeAt, () -> {});
        }
        return;
      }
      int caller = queue.poll();
      send(caller, choice, now);
    }
  }

  private void send(int caller, Choice choice, long now) {
    Pace pace = paces.get(choice.vault());
    if (choice.vault() == 0 && firstIsAway.test(now)) {
      long end = now + 2 * SECOND;
      at(
          end,
          () -> {
            pace.unanswered();
            long unused = balance.failed(choice, now, end);
            queue.addFirst(caller);
          });
      return;
    }
    boolean taken = isTaken(choice.vault(), now);
    long end = now + LATENCY;
    long wait = retryAfter != 0 ? retryAfter : window - now % window;
    at(
        end,
        () -> {
          if (taken) {
            pace.answered(end, choice.first());
            boolean unused = balance.answered(choice, end, LATENCY);
            done[caller]++;
            finished.add(end);
            longest = Math.max(longest, end - since[caller]);
            since[caller] = end;
            queue.add(caller);
          } else {
            pace.throttled(end, /* sent= */ now, wait, choice.first());
            boolean unused = balance.reached(choice);
            queue.addFirst(caller);
          }
        });
  }

  private boolean isTaken(int vault, long now) {
    if (now / window != windows[vault]) {
      windows[vault] = now / window;
      used[vault] = 0;
    }
    boolean taken = used[vault] < limit;
    used[vault] += taken ? 1 : 0;
    refused[vault] += taken ? 0 : 1;
    return taken;
  }

  /** The operations per second between two times, in seconds. */
  double rate(int from, int to) {
    return (double)
            finished.stream().filter(t -> t >= from * SECOND && t < (long) to * SECOND).count()
        / (to - from);
  }

  int refusals() {
    return Arrays.stream(refused).sum();
  }

  /** The most operations of a caller divided by the fewest. */
  double unfairness() {
    return (double) Arrays.stream(done).max().orElseThrow()
        / Arrays.stream(done).min().orElseThrow();
  }

  double longestWait() {
    return (double) longest / SECOND;
  }
}
