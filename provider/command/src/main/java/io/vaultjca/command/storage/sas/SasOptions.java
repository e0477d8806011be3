package io.vaultjca.command.storage.sas;

import io.vaultjca.command.terminal.CommandException;
import io.vaultjca.command.terminal.Fields;
import io.vaultjca.command.terminal.InputFile;
import io.vaultjca.command.terminal.Terminal;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The options of the tokens that a SAS definition issues. */
final class SasOptions {
  private static final int LONGEST = 8_192;

  @Spec(Spec.Target.MIXEE)
  private CommandSpec verb;

  @Option(
      names = "--template",
      paramLabel = "FILE",
      description =
          "A SAS token with the desired properties, signed with any key; - is standard input. The service supports account SAS up to the storage version 2018-03-28.")
  private @Nullable InputFile template;

  @Option(
      names = "--type",
      paramLabel = "TYPE",
      description = "account (the default of a new one) or service.")
  private @Nullable String type;

  @Option(
      names = "--validity",
      paramLabel = "PERIOD",
      description = "The validity of each token, such as P1D or PT2H.")
  private @Nullable String validity;

  /**
   * Adds what was given to the body of a request.
   *
   * @param usualType the default of the type, or null for none
   */
  Fields addTo(Fields body, Terminal terminal, @Nullable String usualType) throws CommandException {
    if (template != null) {
      byte[] token = template.read(terminal, LONGEST);
      body.with("templateUri", new String(token, StandardCharsets.UTF_8).strip());
    }
    return body.with("sasType", type == null ? usualType : type).with("validityPeriod", validity);
  }

  /** Rejects a command line that lacks an option that a new definition needs. */
  void requireAll() {
    if (template == null || validity == null) {
      throw new ParameterException(verb.commandLine(), "Give both --template and --validity.");
    }
  }
}
