package io.vaultjca.command.storage.request;

import io.vaultjca.command.terminal.Fields;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The options that storage accounts and SAS definitions have in common. */
public final class StorageOptions {
  @Spec(Spec.Target.MIXEE)
  private CommandSpec verb;

  @Option(
      names = "--enabled",
      negatable = true,
      description = "Whether it issues SAS tokens; by default it does.")
  private @Nullable Boolean enabled;

  @Option(
      names = "--tag",
      paramLabel = "NAME=VALUE",
      description = "A tag; replaces all existing tags.")
  private @Nullable Map<String, String> tags;

  /** Rejects a command line that changes nothing. */
  public void requireSome(Fields body) {
    if (body.isEmpty()) {
      throw new ParameterException(verb.commandLine(), "Say what to change: see --help.");
    }
  }

  /** Adds the given options to the body of a request. */
  public Fields addTo(Fields body) {
    if (enabled != null) {
      body.with("attributes", new Fields().with("enabled", enabled));
    }
    return body.with("tags", tags);
  }
}
