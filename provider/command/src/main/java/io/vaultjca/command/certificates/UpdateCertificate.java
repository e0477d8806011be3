package io.vaultjca.command.certificates;

import com.azure.json.JsonProviders;
import com.azure.json.JsonReader;
import com.azure.security.keyvault.certificates.models.CertificateProperties;
import io.vaultjca.command.terminal.CommandException;
import io.vaultjca.command.terminal.Fields;
import io.vaultjca.command.terminal.Json;
import io.vaultjca.command.verb.ObjectArgument;
import io.vaultjca.command.verb.Session;
import io.vaultjca.command.verb.Verb;
import java.io.IOException;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "update",
    description = "Enables or disables a certificate, with its key and its secret, or tags it.",
    footer = "  java -jar vaultjca.jar certificates update web --no-enabled")
final class UpdateCertificate extends Verb {
  @Parameters(
      paramLabel = ObjectArgument.LABEL,
      description = "The certificate" + ObjectArgument.WHICH,
      converter = ObjectArgument.Parser.class)
  private ObjectArgument certificate;

  @Option(names = "--enabled", negatable = true, description = "Whether it can be used.")
  private Boolean enabled;

  @Option(names = "--tag", paramLabel = "NAME=VALUE", description = "A tag; all of them anew.")
  private Map<String, String> tags;

  @Override
  protected void run(Session session) throws IOException, CommandException {
    if (enabled == null && tags == null) {
      throw new CommandException("Say what to change: see --help.");
    }
    CertificateProperties changes = named(session).setEnabled(enabled).setTags(tags);
    session
        .output()
        .show(
            CertificateFields.of(
                session
                    .certificates()
                    .run(
                        session.operation("Updating the certificate " + certificate),
                        client -> client.updateCertificateProperties(changes))));
  }

  /** The SDK has them from an answer alone, and nothing of one is needed here. */
  private CertificateProperties named(Session session) throws IOException {
    String id = "%s/certificates/%s".formatted(session.vault().config().uri(), certificate);
    try (JsonReader json = JsonProviders.createReader(Json.of(new Fields().with("id", id)))) {
      return CertificateProperties.fromJson(json);
    }
  }
}
