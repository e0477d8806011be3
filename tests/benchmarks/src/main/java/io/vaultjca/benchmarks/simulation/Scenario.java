package io.vaultjca.benchmarks.simulation;

/**
 * Independent programs, the clients, that use the same key in all vaults. Either operations arrive
 * at random, or threads do one operation after the other.
 *
 * @param policy the behaviour of the clients
 * @param clients the number of clients
 * @param vaults the number of vaults
 * @param demand operations a second of all clients, as a share of the vaults' limit; 0 for as many
 *     as {@link #threads} can do
 * @param outage the time in which the first vault does not answer
 * @param seconds the simulated time
 */
public record Scenario(
    Policy policy, int clients, int vaults, double demand, Vault.Outage outage, int seconds) {
  /** The service's limit for an RSA-3072 key in an HSM, in ten seconds. */
  public static final int LIMIT = 500;

  static final int WINDOW_SECONDS = 10;

  /** The clients learn the pace in this time, which does not count. */
  static final int WARM_UP_SECONDS = 60;

  /** The behaviour of a client. */
  public enum Policy {
    /** One vault; after a 429 all wait as long as it asks, then one goes ahead, then all. */
    LOCKSTEP,
    /** The provider's classes. */
    BALANCED
  }

  /** An hour without an outage. */
  public static Scenario hour(Policy policy, int clients, int vaults, double demand) {
    return new Scenario(policy, clients, vaults, demand, Vault.Outage.NONE, 3_600);
  }

  /** An hour with more demand than the vaults' limit. */
  public static Scenario saturated(Policy policy, int clients, int vaults) {
    return hour(policy, clients, vaults, 0);
  }

  /** The threads of each client; all clients together have 32 for each vault, or one each. */
  int threads() {
    return Math.max(1, 32 * vaults / clients);
  }

  /** The same with another length. */
  public Scenario lasting(int otherSeconds) {
    return new Scenario(policy, clients, vaults, demand, outage, otherSeconds);
  }

  /** The same with an outage of the first vault. */
  public Scenario withOutage(int fromSecond, int toSecond) {
    Vault.Outage away = new Vault.Outage(fromSecond * Events.SECOND, toSecond * Events.SECOND);
    return new Scenario(policy, clients, vaults, demand, away, seconds);
  }

  /** The limit of all vaults, in operations a second. */
  public double capacity() {
    return (double) vaults * LIMIT / WINDOW_SECONDS;
  }
}
