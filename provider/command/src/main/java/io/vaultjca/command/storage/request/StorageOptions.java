package io.vaultjca.command.storage.request;

import io.vaultjca.command.terminal.Fields;
import java.util.Map;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** What is said of a storage account and of a SAS definition alike. */
public final class StorageOptions {
  @Spec(Spec.Target.MIXEE)
  private CommandSpec verb;

  @Option(
      names = "--enabled",
      negatable = true,
      description = "Whether it makes SAS tokens; it does unless told otherwise.")
  private Boolean enabled;

  @Option(names = "--tag", paramLabel = "NAME=VALUE", description = "A tag; all of them anew.")
  private Map<String, String> tags;

  /** Refuses a command line that changes nothing. */
  public void requireSome(Fields body) {
    if (body.isEmpty()) {
      throw new ParameterException(verb.commandLine(), "Say what to change.");
    }
  }

  /** Adds what was given to the body of a request. */
  public Fields addTo(Fields body) {
    if (enabled != null) {
      body.with("attributes", new Fields().with("enabled", enabled));
    }
    return body.with("tags", tags);
  }
}
