package io.vaultjca.command.doctor;

import java.util.List;

/**
 * One thing that is broken; what the doctor says of it is in docs/doctor.md.
 *
 * @param name what is broken, as the page calls it
 * @param breaking breaks it, and calls the doctor
 * @param telling a step that is not ✗ and tells of it all the same; empty for none
 * @param errors those of docs/troubleshooting.md that it shows, as they are written there
 * @param inFullRunsAlone whether it takes a JVM of its own that shows little more than others do
 */
record Case(
    String name, Breaking breaking, String telling, List<String> errors, boolean inFullRunsAlone) {
  private static final boolean FULL = Boolean.getBoolean("vaultjca.full");

  /** Breaks one thing where all was well, and calls the doctor. */
  @FunctionalInterface
  interface Breaking {
    Shown shown(Bench bench) throws Exception;
  }

  static Case of(String name, Breaking breaking, String... errors) {
    return new Case(name, breaking, "", List.of(errors), false);
  }

  /** The same, of which a step tells that is not ✗. */
  Case toldBy(String step) {
    return new Case(name, breaking, step, errors, inFullRunsAlone);
  }

  /** The same, which runs with {@code -Pfull} alone. */
  Case withFullAlone() {
    return new Case(name, breaking, telling, errors, true);
  }

  boolean runsNow() {
    return FULL || !inFullRunsAlone;
  }

  @Override
  public String toString() {
    return name;
  }
}
