package io.vaultjca.command.storage.sas;

import io.vaultjca.command.terminal.CommandException;
import io.vaultjca.command.terminal.Fields;
import io.vaultjca.command.terminal.InputFile;
import io.vaultjca.command.terminal.Terminal;
import java.nio.charset.StandardCharsets;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** What the tokens are like that a SAS definition makes. */
final class SasOptions {
  private static final int LONGEST = 8_192;

  @Spec(Spec.Target.MIXEE)
  private CommandSpec verb;

  @Option(
      names = "--template",
      paramLabel = "FILE",
      description =
          "A SAS token with the properties that are wanted, signed with any key; - is standard"
              + " input. The service knows account SAS up to the storage version 2018-03-28.")
  private InputFile template;

  @Option(
      names = "--type",
      paramLabel = "TYPE",
      description = "account, which a new one is unless told otherwise, or service.")
  private String type;

  @Option(
      names = "--validity",
      paramLabel = "PERIOD",
      description = "How long each token is valid, such as P1D or PT2H.")
  private String validity;

  /**
   * Adds what was given to the body of a request.
   *
   * @param usualType the type where none was given; null for none
   */
  Fields addTo(Fields body, Terminal terminal, String usualType) throws CommandException {
    if (template != null) {
      byte[] token = template.read(terminal, LONGEST);
      body.with("templateUri", new String(token, StandardCharsets.UTF_8).strip());
    }
    return body.with("sasType", type == null ? usualType : type).with("validityPeriod", validity);
  }

  /** Refuses a command line without all that a new definition needs. */
  void requireAll() {
    if (template == null || validity == null) {
      throw new ParameterException(verb.commandLine(), "Give both --template and --validity.");
    }
  }
}
