package io.vaultjca.command.doctor.exam;

import java.time.Duration;
import java.util.List;

/**
 * One check of the doctor.
 *
 * @param name its name in the output
 * @param atMost its time limit
 * @param needs the steps that must have succeeded
 */
public record Step(String name, Duration atMost, List<String> needs, Look look) {
  public Step {
    needs = List.copyOf(needs);
  }

  /** The check itself. */
  @FunctionalInterface
  public interface Look {
    /**
     * Checks, and adds facts for later steps.
     *
     * @throws Exception if something is wrong: the message says what, and what to do
     */
    Finding at(Facts facts) throws Exception;
  }

  /**
   * A row of the table of steps: a step that asks nobody, and takes long on a busy machine only.
   */
  public static Step local(String name, Look look, String... needs) {
    return new Step(name, Limits.LOCAL, List.of(needs), look);
  }

  /** A row of the table of steps: one that waits for others. */
  public static Step of(String name, int seconds, Look look, String... needs) {
    return new Step(name, Duration.ofSeconds(seconds), List.of(needs), look);
  }
}
