package io.vaultjca.command.certificates.policy;

import com.azure.json.JsonProviders;
import com.azure.json.JsonReader;
import io.vaultjca.command.terminal.CommandException;
import io.vaultjca.command.terminal.Fields;
import io.vaultjca.command.terminal.InputFile;
import io.vaultjca.command.verb.Session;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** A policy in a file, in the service's JSON. */
final class PolicyFile {
  private static final int LONGEST = 100 * 1024;

  @Option(
      names = "--policy",
      paramLabel = "FILE",
      description =
          "The policy as policy show --json prints it; - is standard input. Options override it.")
  private @Nullable InputFile file;

  /** Reads the policy, without the members that only the service sets; empty without a file. */
  Fields read(Session session) throws CommandException {
    if (file == null) {
      return new Fields();
    }
    byte[] content = file.read(session.terminal(), LONGEST);
    Map<String, Object> members;
    try (JsonReader json = JsonProviders.createReader(content)) {
      members = json.readMap(JsonReader::readUntyped);
    } catch (IOException | IllegalStateException | NumberFormatException e) {
      throw new CommandException("%s is not a JSON object.".formatted(file), e);
    }
    if (members == null) {
      throw new CommandException("%s is not a JSON object.".formatted(file));
    }
    Fields policy = without(Fields.of(members), "id", "attributes");
    if (policy.get("x509_props").orElse(null) instanceof Fields x509) {
      policy.with("x509_props", without(x509, "basic_constraints"));
    }
    return policy;
  }

  private static Fields without(Fields fields, String... names) {
    Fields others = new Fields();
    fields
        .values()
        .forEach(
            (name, value) -> {
              if (!List.of(names).contains(name)) {
                others.with(name, value);
              }
            });
    return others;
  }
}
