package io.vaultjca.benchmarks.simulation;

import java.util.ArrayDeque;
import java.util.Queue;

/**
 * Waits without a pace: after a 429 no thread sends for as long as the vault asks, then one request
 * goes ahead, and its answer decides whether all others follow at once.
 */
final class LockstepClient extends Client {
  private final Vault vault;
  private final Queue<Operation> waiting = new ArrayDeque<>();
  private boolean closed;
  private boolean probing;
  private long opensAt;

  LockstepClient(int number, Events events, Vault vault, Outcomes outcomes) {
    super(number, events, outcomes);
    this.vault = vault;
  }

  @Override
  void begin() {
    enter(new Operation(events.now(), 1));
  }

  private void enter(Operation operation) {
    if (!closed) {
      send(operation, false);
    } else if (operation.deadline() <= Math.max(events.now(), opensAt)) {
      failed(operation);
    } else {
      waiting.add(operation);
      probe();
    }
  }

  private void probe() {
    if (closed && !probing && events.now() >= opensAt) {
      Operation first = waiting.poll();
      if (first != null) {
        probing = true;
        send(first, true);
      }
    }
  }

  private void send(Operation operation, boolean first) {
    Vault.Answer answer = send(vault, operation);
    long after = Math.min(answer.status() == 0 ? CONNECT_TIMEOUT : answer.after(), CONNECT_TIMEOUT);
    long end = Math.min(events.now() + after, operation.deadline());
    events.at(end, () -> ended(operation, answer, first));
  }

  private void ended(Operation operation, Vault.Answer answer, boolean first) {
    if (answer.status() == 429) {
      long until = events.now() + answer.retryAfter();
      opensAt = closed ? Math.max(opensAt, until) : until;
      closed = true;
      probing &= !first;
      events.at(opensAt, this::probe);
      waiting.removeIf(this::isTooLate);
      retry(operation, 0);
      return;
    }
    if (first) {
      probing = false;
      closed &= answer.status() == 0;
    }
    if (answer.status() == 200) {
      served(operation);
    } else {
      retry(operation, backOff(operation.round));
    }
    if (closed) {
      probe();
    } else {
      while (!waiting.isEmpty()) {
        send(waiting.remove(), false);
      }
    }
  }

  private boolean isTooLate(Operation operation) {
    boolean late = operation.deadline() <= opensAt;
    if (late) {
      failed(operation);
    }
    return late;
  }

  private void retry(Operation operation, long pause) {
    if (operation.round > MOST_RETRIES || events.now() + pause >= operation.deadline()) {
      failed(operation);
      return;
    }
    operation.round++;
    if (pause == 0) {
      enter(operation);
    } else {
      events.at(events.now() + pause, () -> enter(operation));
    }
  }
}
