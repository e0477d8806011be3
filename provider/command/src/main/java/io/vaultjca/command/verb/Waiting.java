package io.vaultjca.command.verb;

import java.time.Duration;
import picocli.CommandLine.Option;

/** How long to wait for what the service does after its answer. */
public final class Waiting {
  @Option(
      names = "--timeout",
      paramLabel = "TIME",
      defaultValue = "5m",
      converter = TimeSpan.class,
      description = "How long to wait for the service: 30s, 5m, 1h. Default: ${DEFAULT-VALUE}.")
  private Duration timeout;

  /** The wait for something; what to do when the time is over is a sentence. */
  public Wait of(Session session, String what, String advice) {
    return new Wait(session, what, timeout, advice);
  }

  /** The wait for a deletion or a recovery. */
  public Wait of(Session session, String what) {
    return of(session, what, "Look again later, or add --timeout with a longer time.");
  }
}
