package io.vaultjca.command;

import io.vaultjca.command.certificates.Certificates;
import io.vaultjca.command.doctor.Doctor;
import io.vaultjca.command.keys.Keys;
import io.vaultjca.command.secrets.Secrets;
import io.vaultjca.command.storage.Storage;
import io.vaultjca.command.storage.request.StorageName;
import io.vaultjca.command.terminal.CommandException;
import io.vaultjca.command.terminal.InputFile;
import io.vaultjca.command.terminal.Terminal;
import io.vaultjca.command.vaults.Vaults;
import io.vaultjca.command.verb.Name;
import io.vaultjca.command.verb.ObjectArgument;
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
 * The command {@code java -jar vaultjca.jar}: all operations of the service, and a diagnosis.
 *
 * <p>Exit codes: 0; 1 for a failure, with one message on standard error; 2 for a wrong command
 * line; 141 if the reader of standard output closes the pipe.
 */
@Command(
    name = "vaultjca",
    description = "Manages the keys, secrets and certificates of Azure Key Vault and Managed HSM.",
    footerHeading = "%nExample:%n",
    footer = "  java -jar vaultjca.jar --config vault.properties keys list",
    mixinStandardHelpOptions = true,
    scope = ScopeType.INHERIT,
    versionProvider = Version.class)
public final class Vaultjca extends RootOptions implements Runnable {
  private static final int FAILED = 1;

  /** The exit code that a shell reports for a program that SIGPIPE ended: 128 + 13. */
  private static final int PIPE_CLOSED = 141;

  /** Java's replacement for bytes that are not a character in the locale. */
  private static final char LOST = '\uFFFD';

  private static final List<Class<?>> SUBCOMMANDS =
      List.of(
          Doctor.class,
          Keys.class,
          Secrets.class,
          Certificates.class,
          Vaults.class,
          Storage.class,
          GenerateCompletion.class);

  @Spec private CommandSpec spec;

  private Vaultjca(Terminal terminal) {
    super(terminal);
  }

  /** Runs one command, and returns its exit code. */
  public static int run(Terminal terminal, String... arguments) {
    if (List.of(arguments).stream().anyMatch(argument -> argument.indexOf(LOST) >= 0)) {
      terminal.error("This locale cannot represent an argument: set LC_ALL=C.UTF-8.");
      return CommandLine.ExitCode.USAGE;
    }
    int exitCode =
        commandLine(terminal, needed(List.of(arguments)))
            .setOut(new PrintWriter(terminal.out(), true, StandardCharsets.UTF_8))
            .setErr(new PrintWriter(terminal.err(), true, StandardCharsets.UTF_8))
            .execute(arguments);
    // A print stream throws nothing: without this check a full disk would look like success.
    if (!terminal.out().checkError() || exitCode != CommandLine.ExitCode.OK) {
      return exitCode;
    }
    if (terminal.isPiped()) {
      return PIPE_CLOSED;
    }
    terminal.error("The output is incomplete: the disk is full, or standard output was closed.");
    return FAILED;
  }

  /** The whole tree of commands. */
  static CommandLine commandLine(Terminal terminal) {
    return commandLine(terminal, SUBCOMMANDS);
  }

  /**
   * Building the whole tree takes most of the time of a short run. A command line that begins with
   * a group, after the options that all verbs share, needs that group alone.
   */
  private static List<Class<?>> needed(List<String> arguments) {
    int first = 0;
    while (first < arguments.size() && isShared(arguments.get(first))) {
      first += arguments.get(first).equals("--config") ? 2 : 1;
    }
    String group = first < arguments.size() ? arguments.get(first) : "";
    return SUBCOMMANDS.stream()
        .filter(subcommand -> subcommand.getAnnotation(Command.class).name().equals(group))
        // The completion script names every command.
        .filter(subcommand -> subcommand != GenerateCompletion.class)
        .findFirst()
        .<List<Class<?>>>map(List::of)
        .orElse(SUBCOMMANDS);
  }

  private static boolean isShared(String argument) {
    return argument.equals("--json")
        || argument.equals("--stack-trace")
        || argument.equals("--config")
        || argument.startsWith("--config=");
  }

  private static CommandLine commandLine(Terminal terminal, List<Class<?>> subcommands) {
    Vaultjca command = new Vaultjca(terminal);
    CommandLine root = new CommandLine(command);
    subcommands.forEach(root::addSubcommand);
    return root.registerConverter(InputFile.class, InputFile::new)
        .registerConverter(Name.class, Name::parse)
        .registerConverter(ObjectArgument.class, ObjectArgument::parse)
        .registerConverter(StorageName.class, StorageName::parse)
        // Otherwise an argument @FILE is replaced by the content of the file, and messages quote
        // it.
        .setExpandAtFiles(false)
        .setParameterExceptionHandler((misuse, arguments) -> command.misused(misuse))
        .setExecutionExceptionHandler((failure, line, parsed) -> command.failed(failure));
  }

  /** Without a verb it prints the help. */
  @Override
  public void run() {
    spec.commandLine().usage(spec.commandLine().getOut());
  }

  private int misused(ParameterException misuse) {
    CommandLine line = misuse.getCommandLine();
    String help = "Try: java -jar vaultjca.jar %s--help".formatted(path(line.getCommandSpec()));
    terminal().error("%s%n%s".formatted(misuse.getMessage(), help));
    return line.getCommandSpec().exitCodeOnInvalidInput();
  }

  /** The words of a command line up to this command, each followed by a space. */
  private static String path(CommandSpec command) {
    return command.parent() == null ? "" : path(command.parent()) + command.name() + " ";
  }

  private int failed(Exception failure) {
    boolean expected = failure instanceof CommandException || failure instanceof IOException;
    String message = expected ? failure.getMessage() : null;
    if (message == null) {
      terminal().error("This is a bug in the program: " + failure);
    } else if (!message.isEmpty()) {
      terminal().error(message);
    }
    if (stackTrace()) {
      failure.printStackTrace(terminal().err());
    } else if (message == null) {
      terminal().error("Run it again with --stack-trace, and report the output.");
    }
    return FAILED;
  }
}
