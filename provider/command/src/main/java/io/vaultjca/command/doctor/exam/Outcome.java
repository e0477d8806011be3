package io.vaultjca.command.doctor.exam;

import io.vaultjca.command.doctor.exam.Finding.Result;
import java.time.Duration;

/** The finding of a step, and the time that it took. */
public record Outcome(String step, Finding finding, Duration took) {
  public boolean isOk() {
    return finding.result() == Result.OK;
  }

  public boolean isFailed() {
    return finding.result() == Result.FAILED;
  }
}
