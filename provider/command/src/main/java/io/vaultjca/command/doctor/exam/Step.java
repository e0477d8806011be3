package io.vaultjca.command.doctor.exam;

import java.time.Duration;
import java.util.List;

/**
 * One thing to look at.
 *
 * @param name what it is called in the output
 * @param atMost how long it may take
 * @param needs the steps that must not have failed
 */
public record Step(String name, Duration atMost, List<String> needs, Look look) {
  public Step {
    needs = List.copyOf(needs);
  }

  /** Looks at it. */
  @FunctionalInterface
  public interface Look {
    /**
     * Looks, and adds to the facts what later steps want to know.
     *
     * @throws Exception if it is wrong: the message says what, and what to do
     */
    Finding at(Facts facts) throws Exception;
  }

  /** A row of the table of steps. */
  public static Step of(String name, int seconds, Look look, String... needs) {
    return new Step(name, Duration.ofSeconds(seconds), List.of(needs), look);
  }
}
