package io.vaultjca.benchmarks.simulation;

import io.vaultjca.balance.Balance;
import io.vaultjca.balance.Balance.Choice;
import io.vaultjca.balance.Pace;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Uses the provider's classes for the choice of a vault and the pace. The rest mirrors its
 * exchanges: first come, first served; after a failure the next vault at once, and after all have
 * failed the first one again.
 */
final class BalancedClient extends Client {
  /** The interval of the checks for expired operations. */
  private static final long LOOK = Events.SECOND;

  private final List<Vault> vaults;
  private final List<Pace> paces;
  private final Balance balance;
  private final Map<Integer, Deque<Operation>> waiting = new LinkedHashMap<>();
  private final SplittableRandom chance;
  private final int all;
  private long wakesAt = Long.MAX_VALUE;

  BalancedClient(int number, Events events, List<Vault> vaults, Outcomes outcomes) {
    super(number, events, outcomes);
    this.chance = new SplittableRandom(number);
    this.vaults = vaults;
    this.paces = Stream.generate(Pace::new).limit(vaults.size()).toList();
    this.balance = new Balance(paces);
    this.all = (1 << vaults.size()) - 1;
  }

  @Override
  void begin() {
    queue(all).addLast(new Operation(events.now(), all));
    advance();
  }

  /** The operations that wait for one of the same vaults. */
  private Deque<Operation> queue(int among) {
    return waiting.computeIfAbsent(among, any -> new ArrayDeque<>());
  }

  /** Sends the first operation of a random queue, as often as a vault is free: the queues race. */
  private void advance() {
    long now = events.now();
    while (!waiting.isEmpty()) {
      int among =
          waiting.containsKey(all) ? all : waiting.keySet().stream().reduce(0, (a, b) -> a | b);
      Choice choice = balance.choose(now, among);
      if (!choice.isMade() && balance.healthy(among) == 0) {
        choice = balance.chooseFailed(now, among);
      }
      if (!choice.isMade()) {
        wake(now + Math.max(1, Math.min(choice.pause(), LOOK)));
        return;
      }
      send(next(1 << choice.vault()), choice);
    }
  }

  private Operation next(int vault) {
    List<Integer> queues = waiting.keySet().stream().filter(among -> (among & vault) != 0).toList();
    int among = queues.get(chance.nextInt(queues.size()));
    Deque<Operation> queue = waiting.get(among);
    Operation first = queue.removeFirst();
    if (queue.isEmpty()) {
      waiting.remove(among);
    }
    return first;
  }

  private void wake(long time) {
    if (time < wakesAt) {
      wakesAt = time;
      events.at(
          time,
          () -> {
            if (wakesAt == time) {
              wakesAt = Long.MAX_VALUE;
              giveUp(time);
              advance();
            }
          });
    }
  }

  private void send(Operation operation, Choice choice) {
    long sent = events.now();
    Vault.Answer answer = send(vaults.get(choice.vault()), operation);
    int others = operation.left & ~(1 << choice.vault());
    long patience = Math.min(CONNECT_TIMEOUT, balance.patience(choice.vault(), others));
    long end = sent + Math.min(answer.after(), patience);
    if (end >= operation.deadline()) {
      events.at(operation.deadline(), () -> tooLate(operation, choice));
    } else {
      boolean comes = answer.after() <= patience;
      events.at(end, () -> ended(operation, choice, sent, comes ? answer : null));
    }
  }

  /** The operation has expired, which says nothing about the vault. */
  private void tooLate(Operation operation, Choice choice) {
    if (choice.first()) {
      paces.get(choice.vault()).unanswered();
    }
    balance.released(choice);
    failed(operation);
    advance();
  }

  /** Handles the end of a request; a null answer means none. */
  private void ended(Operation operation, Choice choice, long sent, Vault.Answer answer) {
    long now = events.now();
    Pace pace = paces.get(choice.vault());
    if (answer == null) {
      long unused = balance.failed(choice, sent, now);
      if (choice.first()) {
        pace.unanswered();
      }
      next(operation, choice.vault(), false);
    } else if (answer.status() == 429) {
      pace.throttled(now, sent, answer.retryAfter(), choice.first());
      boolean unused = balance.reached(choice);
      giveUp(now);
      next(operation, choice.vault(), true);
    } else {
      boolean unused = balance.answered(choice, now, now - sent);
      pace.answered(now, choice.first());
      served(operation);
    }
    advance();
  }

  /** Fails the operations that cannot be sent in time. */
  private void giveUp(long now) {
    waiting.forEach(
        (among, queue) -> {
          long shut =
              IntStream.range(0, vaults.size())
                  .filter(i -> ((among >> i) & 1) != 0)
                  .mapToLong(i -> paces.get(i).shutFor(now))
                  .min()
                  .orElseThrow();
          queue.removeIf(
              operation -> {
                boolean late = operation.deadline() - now <= shut;
                if (late) {
                  failed(operation);
                }
                return late;
              });
        });
    waiting.values().removeIf(Deque::isEmpty);
  }

  private void next(Operation operation, int vault, boolean throttled) {
    operation.left &= ~(1 << vault);
    operation.throttled &= throttled;
    if (operation.left != 0) {
      queue(operation.left).addFirst(operation);
      return;
    }
    long pause = operation.throttled ? 0 : backOff(operation.round);
    long again = events.now() + pause;
    if (operation.round > MOST_RETRIES || again >= operation.deadline()) {
      failed(operation);
      return;
    }
    operation.round++;
    operation.left = all;
    operation.throttled = true;
    events.at(
        again,
        () -> {
          queue(all).addFirst(operation);
          advance();
        });
  }
}
