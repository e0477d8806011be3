package io.vaultjca.benchmarks.simulation;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** Runs a scenario; the result depends on nothing else. */
public final class Simulation {
  /** The network time of a request and its answer, in four regions, in milliseconds. */
  private static final int[] ROUND_TRIPS = {2, 18, 35, 80};

  private final Scenario scenario;
  private final Events events = new Events();
  private final SplittableRandom random = new SplittableRandom(1);
  private final Outcomes outcomes;

  private Simulation(Scenario scenario) {
    this.scenario = scenario;
    this.outcomes = new Outcomes(scenario);
  }

  /** Runs a scenario. */
  public static Outcomes of(Scenario scenario) {
    return new Simulation(scenario).run();
  }

  private Outcomes run() {
    List<Vault> vaults = new ArrayList<>();
    for (int i = 0; i < scenario.vaults(); i++) {
      vaults.add(
          new Vault(
              Scenario.LIMIT,
              Scenario.WINDOW_SECONDS * Events.SECOND,
              ROUND_TRIPS[i % ROUND_TRIPS.length] * Events.MILLISECOND,
              i == 0 ? scenario.outage() : Vault.Outage.NONE,
              random.split()));
    }
    double gap = scenario.clients() / (scenario.demand() * scenario.capacity()) * Events.SECOND;
    for (int i = 0; i < scenario.clients(); i++) {
      Client client =
          scenario.policy() == Scenario.Policy.LOCKSTEP
              ? new LockstepClient(i, events, vaults.get(0), outcomes)
              : new BalancedClient(i, events, vaults, outcomes);
      SplittableRandom chance = random.split();
      if (scenario.demand() > 0) {
        arrive(client, gap, chance);
      } else {
        client.then(client::begin);
        for (int thread = 0; thread < scenario.threads(); thread++) {
          events.at(chance.nextLong(Events.SECOND), client::begin);
        }
      }
    }
    events.runUntil(scenario.seconds() * Events.SECOND);
    return outcomes;
  }

  /** Schedules operations at random times (a Poisson process). */
  private void arrive(Client client, double gap, SplittableRandom chance) {
    long next = events.now() + (long) (-gap * Math.log(1 - chance.nextDouble()));
    events.at(
        next,
        () -> {
          client.begin();
          arrive(client, gap, chance);
        });
  }
}
