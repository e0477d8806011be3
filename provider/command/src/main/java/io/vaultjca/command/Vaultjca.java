package io.vaultjca.command;

import io.vaultjca.VaultException;
import io.vaultjca.command.certificates.Certificates;
import io.vaultjca.command.doctor.Doctor;
import io.vaultjca.command.keys.Keys;
import io.vaultjca.command.secrets.Secrets;
import io.vaultjca.command.storage.Storage;
import io.vaultjca.command.terminal.CommandException;
import io.vaultjca.command.terminal.InputFile;
import io.vaultjca.command.terminal.Terminal;
import io.vaultjca.command.vaults.Vaults;
import io.vaultjca.command.verb.RootOptions;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import picocli.AutoComplete.GenerateCompletion;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/**
 * The command {@code java -jar vaultjca.jar}: what an operator wants to know of a vault, and the
 * operations of the service's reference.
 *
 * <p>Exit codes: 0, 1 if it failed, with one message on standard error, 2 if it was called wrongly.
 */
@Command(
    name = "vaultjca",
    description = "The keys, secrets and certificates of Azure Key Vault and Managed HSM.",
    footerHeading = "%nExample:%n",
    footer = "  java -jar vaultjca.jar --config vault.properties keys list",
    mixinStandardHelpOptions = true,
    scope = ScopeType.INHERIT,
    versionProvider = Version.class,
    subcommands = {
      Doctor.class,
      Keys.class,
      Secrets.class,
      Certificates.class,
      Vaults.class,
      Storage.class,
      GenerateCompletion.class
    })
public final class Vaultjca extends RootOptions implements Runnable {
  private static final int FAILED = 1;

  /** What Java puts in the place of bytes that are no character in the locale. */
  private static final char LOST = '\uFFFD';

  @Spec private CommandSpec spec;

  private Vaultjca(Terminal terminal) {
    super(terminal);
  }

  /** Runs one command, and returns its exit code. */
  public static int run(Terminal terminal, String... arguments) {
    if (List.of(arguments).stream().anyMatch(argument -> argument.indexOf(LOST) >= 0)) {
      terminal
          .err()
          .println("Characters of an argument are lost in this locale: set LC_ALL=C.UTF-8.");
      return CommandLine.ExitCode.USAGE;
    }
    int exitCode =
        commandLine(terminal)
            .setOut(new PrintWriter(terminal.out(), true, StandardCharsets.UTF_8))
            .setErr(new PrintWriter(terminal.err(), true, StandardCharsets.UTF_8))
            .execute(arguments);
    // A print stream throws nothing: a full disk would pass for a success.
    if (terminal.out().checkError() && exitCode == CommandLine.ExitCode.OK) {
      terminal.err().println("The output is not whole: standard output is full, or was closed.");
      return FAILED;
    }
    return exitCode;
  }

  /** All commands and their options. */
  static CommandLine commandLine(Terminal terminal) {
    Vaultjca command = new Vaultjca(terminal);
    return new CommandLine(command)
        .registerConverter(InputFile.class, InputFile::new)
        // An argument @FILE would be replaced by what is in the file, and messages quote arguments.
        .setExpandAtFiles(false)
        .setParameterExceptionHandler(Vaultjca::misused)
        .setExecutionExceptionHandler((failure, line, parsed) -> command.failed(failure));
  }

  /** Alone it helps. */
  @Override
  public void run() {
    spec.commandLine().usage(spec.commandLine().getOut());
  }

  private static int misused(ParameterException misuse, String[] arguments) {
    CommandLine line = misuse.getCommandLine();
    line.getErr().println(misuse.getMessage());
    line.getErr().printf("Try: java -jar vaultjca.jar %s--help%n", path(line.getCommandSpec()));
    return line.getCommandSpec().exitCodeOnInvalidInput();
  }

  /** The words that lead to a verb, each with a blank behind it. */
  private static String path(CommandSpec command) {
    return command.parent() == null ? "" : path(command.parent()) + command.name() + " ";
  }

  private int failed(Exception failure) {
    boolean told =
        failure instanceof CommandException
            || failure instanceof VaultException
            || (failure instanceof IOException && failure.getMessage() != null);
    String message = told ? failure.getMessage() : "This is a fault of the program: " + failure;
    if (!message.isEmpty()) {
      terminal().err().println(message);
    }
    if (stackTrace()) {
      failure.printStackTrace(terminal().err());
    } else if (!told) {
      terminal().err().println("Add --stack-trace, and report what it prints.");
    }
    return FAILED;
  }
}
