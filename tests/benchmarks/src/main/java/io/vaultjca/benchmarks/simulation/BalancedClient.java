package io.vaultjca.benchmarks.simulation;

import io.vaultjca.balance.Balance;
import io.vaultjca.balance.Pace;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.stream.Stream;

/** The provider's own choice of a vault and its own pace, with a queue as that of its callers. */
final class BalancedClient extends Client {
  private final List<Vault> vaults;
  private final List<Pace> paces;
  private final Balance balance;
  private final Deque<Operation> waiting = new ArrayDeque<>();
  private final int all;
  private long wakesAt = Long.MAX_VALUE;

  BalancedClient(
      int number, Events events, List<Vault> vaults, Outcomes outcomes, boolean retryAfter) {
    super(number, events, outcomes, retryAfter);
    this.vaults = vaults;
    this.paces = Stream.generate(Pace::new).limit(vaults.size()).toList();
    this.balance = new Balance(paces);
    this.all = (1 << vaults.size()) - 1;
  }

  @Override
  void begin() {
    waiting.addLast(new Operation(events.now(), all));
    advance();
  }

  /** Sends what has its turn, in the order in which it came. */
  private void advance() {
    long now = events.now();
    while (!waiting.isEmpty()) {
      Operation next = waiting.peekFirst();
      if (now >= next.deadline()) {
        failed(waiting.removeFirst());
        continue;
      }
      Balance.Choice choice = balance.choose(now, next.among);
      if (!choice.isMade()) {
        long wait = Math.min(choice.pause(), next.deadline() - now);
        wake(now + Math.max(1, wait));
        return;
      }
      waiting.removeFirst();
      send(next, choice);
    }
  }

  private void wake(long time) {
    if (time < wakesAt) {
      wakesAt = time;
      events.at(
          time,
          () -> {
            if (wakesAt == time) {
              wakesAt = Long.MAX_VALUE;
              advance();
            }
          });
    }
  }

  private void send(Operation operation, Balance.Choice choice) {
    long sent = events.now();
    Vault.Answer answer = send(vaults.get(choice.vault()), operation);
    long patience =
        Math.min(CONNECT_TIMEOUT, balance.patience(choice.vault(), operation.among));
    long end = sent + Math.min(answer.after(), patience);
    if (end >= operation.deadline()) {
      events.at(operation.deadline(), () -> tooLate(operation, choice));
    } else {
      events.at(end, () -> ended(operation, choice, sent, end < sent + answer.after() ? null : answer));
    }
  }

  /** The operation's time is over: that says nothing about the vault. */
  private void tooLate(Operation operation, Balance.Choice choice) {
    if (choice.first()) {
      paces.get(choice.vault()).unanswered();
    }
    balance.released(choice);
    failed(operation);
    advance();
  }

  /** What became of a request; no answer at all if that is null. */
  private void ended(Operation operation, Balance.Choice choice, long sent, Vault.Answer answer) {
    long now = events.now();
    Pace pace = paces.get(choice.vault());
    if (answer == null) {
      balance.failed(choice, sent, now);
      if (choice.first()) {
        pace.unanswered();
      }
      operation.among &= ~(1 << choice.vault());
      again(operation);
    } else if (answer.status() == 429) {
      pace.throttled(now, sent, pause(answer, operation), choice.first());
      balance.released(choice);
      again(operation);
    } else {
      balance.answered(choice, now, now - sent);
      pace.answered(now, choice.first());
      served(operation);
    }
    advance();
  }

  private void again(Operation operation) {
    if (operation.among == 0) {
      operation.among = all;
      long next = events.now() + backOff(operation);
      if (next < operation.deadline()) {
        events.at(
            next,
            () -> {
              waiting.addFirst(operation);
              advance();
            });
        return;
      }
    }
    waiting.addFirst(operation);
  }
}
