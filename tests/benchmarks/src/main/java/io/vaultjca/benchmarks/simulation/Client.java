package io.vaultjca.benchmarks.simulation;

/** A program that uses the key. Every operation succeeds or fails in the end. */
abstract class Client {
  /** The default of azure.keyvault.operation-timeout. */
  static final long TIMEOUT = 60 * Events.SECOND;

  /** The default of azure.keyvault.connect-timeout. */
  static final long CONNECT_TIMEOUT = 10 * Events.SECOND;

  /** The default of azure.keyvault.max-retries. */
  static final int MOST_RETRIES = 3;

  private static final long FIRST_DELAY = 800 * Events.MILLISECOND;

  final Events events;
  private final int number;
  private final Outcomes outcomes;
  private Runnable next = () -> {};

  /** A running operation. */
  static final class Operation {
    final long began;

    /** The vaults, as bits, that are left in this round. */
    int left;

    int round = 1;

    /** Whether all vaults of this round so far answered 429. */
    boolean throttled = true;

    Operation(long began, int vaults) {
      this.began = began;
      this.left = vaults;
    }

    long deadline() {
      return began + TIMEOUT;
    }
  }

  Client(int number, Events events, Outcomes outcomes) {
    this.number = number;
    this.events = events;
    this.outcomes = outcomes;
  }

  /** Sets the action after the end of an operation. */
  void then(Runnable action) {
    next = action;
  }

  /** Begins an operation. */
  abstract void begin();

  /** Sends a request; the answer comes later. */
  Vault.Answer send(Vault vault, Operation operation) {
    outcomes.requested(events.now());
    return vault.request(events.now());
  }

  static long backOff(int round) {
    return Math.min(FIRST_DELAY << (round - 1), 8 * Events.SECOND);
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
