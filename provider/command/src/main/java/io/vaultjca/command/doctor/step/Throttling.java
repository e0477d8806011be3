package io.vaultjca.command.doctor.step;

import io.vaultjca.command.doctor.exam.Facts;
import io.vaultjca.command.doctor.exam.Finding;
import io.vaultjca.command.doctor.exam.Step.Look;

/** Reports whether the vault throttled earlier steps. */
public final class Throttling implements Look {
  @Override
  public Finding at(Facts facts) {
    long answers = facts.get(Patient.class).vault().exchange().throttled();
    return answers == 0
        ? Finding.ok("No answer was 429.")
        : Finding.failed(
            "%s: the vault throttles its callers. Too many requests: spread the load over time or over more vaults."
                .formatted(answers == 1 ? "1 answer was 429" : answers + " answers were 429"));
  }
}
