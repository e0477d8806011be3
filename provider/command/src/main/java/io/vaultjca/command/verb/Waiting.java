package io.vaultjca.command.verb;

import java.time.Duration;
import picocli.CommandLine.Option;

/** The option that limits a {@link Wait}. */
public final class Waiting {
  @Option(
      names = "--timeout",
      paramLabel = "TIME",
      defaultValue = "5m",
      converter = TimeSpan.class,
      description = "How long to wait for the service: 30s, 5m, 1h. Default: ${DEFAULT-VALUE}.")
  private Duration timeout;

  /** A wait whose advice, a sentence, says what to do after that time. */
  public Wait of(Session session, String what, String advice) {
    return new Wait(session, what, timeout, advice);
  }

  /** A wait for a deletion or a recovery. */
  public Wait of(Session session, String what) {
    return of(session, what, "Look again later, or add --timeout with a longer time.");
  }
}
