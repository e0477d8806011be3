package io.vaultjca.command.verb;

import io.vaultjca.command.terminal.Terminal;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** The options that all verbs share. */
public abstract class RootOptions {
  @Option(
      names = "--config",
      paramLabel = "FILE",
      scope = ScopeType.INHERIT,
      description =
          "The key store file: a properties file with azure.keyvault.uri and other settings. System properties and the environment supply the settings that it lacks.")
  private @Nullable Path config;

  @Option(
      names = "--json",
      scope = ScopeType.INHERIT,
      description = "Prints JSON for programs: an object, or an array of objects.")
  private boolean json;

  @Option(
      names = "--stack-trace",
      scope = ScopeType.INHERIT,
      description = "Also prints the stack trace of a failure.")
  private boolean stackTrace;

  private final Terminal terminal;

  protected RootOptions(Terminal terminal) {
    this.terminal = terminal;
  }

  Optional<Path> config() {
    return Optional.ofNullable(config);
  }

  boolean json() {
    return json;
  }

  public boolean stackTrace() {
    return stackTrace;
  }

  public Terminal terminal() {
    return terminal;
  }
}
