package io.vaultjca.benchmarks.simulation;

/**
 * What is simulated: clients that are programs of their own, each with a key that lies in all
 * vaults. Operations come by chance, however many are under way; or threads do one after the other.
 *
 * @param policy how a client waits and chooses
 * @param clients how many
 * @param vaults how many
 * @param demand operations a second of all clients together, in shares of what the vaults may do; 0
 *     for as many as there can be, by {@link #threads}
 * @param outage the time in which the first vault is away, so that nothing answers
 * @param seconds how long it goes on
 */
public record Scenario(
    Policy policy, int clients, int vaults, double demand, Vault.Outage outage, int seconds) {
  /** What the service does with an RSA-3072 key in an HSM, in a window of ten seconds. */
  public static final int LIMIT = 500;

  static final int WINDOW_SECONDS = 10;

  /** Until then nothing is counted, for nobody knows anything yet. */
  static final int WARM_UP_SECONDS = 60;

  /** How a client waits and chooses. */
  public enum Policy {
    /** One vault; after a 429 all wait for as long as it asks, one goes first, then all go. */
    LOCKSTEP,
    /** The provider's classes. */
    BALANCED
  }

  /** An hour without an outage. */
  public static Scenario hour(Policy policy, int clients, int vaults, double demand) {
    return new Scenario(policy, clients, vaults, demand, Vault.Outage.NONE, 3_600);
  }

  /** An hour in which the clients want all that they can get. */
  public static Scenario saturated(Policy policy, int clients, int vaults) {
    return hour(policy, clients, vaults, 0);
  }

  /** Threads of each client, which do one operation after the other: 32 a vault in all. */
  int threads() {
    return Math.max(1, 32 * vaults / clients);
  }

  /** The same with another length. */
  public Scenario lasting(int otherSeconds) {
    return new Scenario(policy, clients, vaults, demand, outage, otherSeconds);
  }

  /** The same with the first vault away. */
  public Scenario withOutage(int fromSecond, int toSecond) {
    Vault.Outage away = new Vault.Outage(fromSecond * Events.SECOND, toSecond * Events.SECOND);
    return new Scenario(policy, clients, vaults, demand, away, seconds);
  }

  /** Operations a second that the vaults may do together. */
  public double capacity() {
    return (double) vaults * LIMIT / WINDOW_SECONDS;
  }
}
