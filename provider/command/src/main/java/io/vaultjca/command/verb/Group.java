package io.vaultjca.command.verb;

import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Verbs that belong together. Without one of them it fails and lists them. */
public abstract class Group implements Runnable {
  @Spec private CommandSpec spec;

  @Override
  public final void run() {
    throw new ParameterException(
        spec.commandLine(),
        "Say what to do: %s.".formatted(String.join(", ", spec.subcommands().keySet())));
  }
}
