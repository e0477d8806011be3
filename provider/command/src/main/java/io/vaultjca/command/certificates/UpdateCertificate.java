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
import org.jspecify.annotations.Nullable;
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
      description = "The certificate" + ObjectArgument.WHICH)
  private ObjectArgument certificate;

  @Option(names = "--enabled", negatable = true, description = "Whether it can be used.")
  private @Nullable Boolean enabled;

  @Option(
      names = "--tag",
      paramLabel = "NAME=VALUE",
      description = "A tag; replaces all existing tags.")
  private @Nullable Map<String, String> tags;

  @Override
  protected void run(Session session) throws IOException, CommandException {
    if (enabled == null && tags == null) {
      throw nothingToChange();
    }
    CertificateProperties changes = named(session).setEnabled(enabled).setTags(tags);
    session.show(
        CertificateFields.of(
            session
                .certificates()
                .run(
                    "Updating the certificate " + certificate,
                    client -> client.updateCertificateProperties(changes))));
  }

  /**
   * The SDK creates properties from an answer only, so this is an answer that holds just the id.
   */
  private CertificateProperties named(Session session) throws IOException {
    String id = "%s/certificates/%s".formatted(session.uri(), certificate);
    try (JsonReader json = JsonProviders.createReader(Json.of(new Fields().with("id", id)))) {
      return CertificateProperties.fromJson(json);
    }
  }
}
