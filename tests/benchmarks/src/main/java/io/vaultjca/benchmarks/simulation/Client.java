package io.vaultjca.benchmarks.simulation;

/** A program that uses the key; an operation that comes is served, in the end, or fails. */
abstract class Client {
  /** The default of azure.keyvault.operation-timeout. */
  static final long TIMEOUT = 30 * Events.SECOND;

  /** The default of azure.keyvault.connect-timeout. */
  static final long CONNECT_TIMEOUT = 10 * Events.SECOND;

  /** The default of azure.keyvault.max-retries. */
  static final int MOST_RETRIES = 3;

  private static final long FIRST_DELAY = 800 * Events.MILLISECOND;

  final Events events;
  private final int number;
  private final Outcomes outcomes;
  private final boolean retryAfter;
  private Runnable next = () -> {};

  /** An operation under way. */
  static final class Operation {
    final long began;
    int among;
    int tries;

    Operation(long began, int among) {
      this.began = began;
      this.among = among;
    }

    long deadline() {
      return began + TIMEOUT;
    }
  }

  Client(int number, Events events, Outcomes outcomes, boolean retryAfter) {
    this.number = number;
    this.events = events;
    this.outcomes = outcomes;
    this.retryAfter = retryAfter;
  }

  /** What is to happen when an operation has ended. */
  void then(Runnable action) {
    next = action;
  }

  /** An operation comes. */
  abstract void begin();

  /** Sends a request; the answer comes later. */
  Vault.Answer send(Vault vault, Operation operation) {
    operation.tries++;
    outcomes.requested(events.now());
    Vault.Answer answer = vault.request(events.now());
    if (answer.status() == 429) {
      outcomes.refused(events.now());
    }
    return answer;
  }

  /** How long to wait after a 429. */
  long pause(Vault.Answer answer, Operation operation) {
    return retryAfter ? answer.retryAfter() : backOff(operation);
  }

  static long backOff(Operation operation) {
    return Math.min(FIRST_DELAY << operation.tries - 1, 8 * Events.SECOND);
  }

  void served(Operation operation) {
    outcomes.served(number, operation.began, events.now());
    events.at(events.now(), next);
  }

  void failed(Operation operation) {
    outcomes.failed(number, operation.began);
    events.at(events.now(), next);
  }
}
