package io.vaultjca.command.doctor;

import java.util.List;

/**
 * One thing that is broken; docs/doctor.md holds the doctor's report.
 *
 * @param name its name on the page
 * @param breaking breaks it, and runs the doctor
 * @param telling a step that reports it without being ✗; empty for none
 * @param errors the errors in docs/troubleshooting.md that it covers, verbatim
 * @param inFullRunsAlone whether it needs a separate JVM and shows little more than other cases
 */
record Case(
    String name, Breaking breaking, String telling, List<String> errors, boolean inFullRunsAlone) {
  private static final boolean FULL = Boolean.getBoolean("vaultjca.full");

  /** Breaks one thing on a healthy bench, and runs the doctor. */
  @FunctionalInterface
  interface Breaking {
    Shown shown(Bench bench) throws Exception;
  }

  static Case of(String name, Breaking breaking, String... errors) {
    return new Case(name, breaking, "", List.of(errors), false);
  }

  /** A case that a step reports without being ✗. */
  Case toldBy(String step) {
    return new Case(name, breaking, step, errors, inFullRunsAlone);
  }

  /** The same, which runs with {@code -Pfull} alone. */
  Case withFullAlone() {
    return new Case(name, breaking, telling, errors, true);
  }

  /** An ordinary run has the errors of docs/troubleshooting.md. */
  boolean runsNow() {
    return FULL || (!inFullRunsAlone && !errors.isEmpty());
  }

  @Override
  public String toString() {
    return name;
  }
}
