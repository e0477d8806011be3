package io.vaultjca.command.keys;

import com.azure.core.util.Context;
import com.azure.security.keyvault.keys.models.KeyAttestation;
import io.vaultjca.command.terminal.CommandException;
import io.vaultjca.command.terminal.Fields;
import io.vaultjca.command.verb.ObjectArgument;
import io.vaultjca.command.verb.Session;
import io.vaultjca.command.verb.Verb;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(
    name = "attestation",
    description =
        "Shows what the HSM attests of a key, in base64, and the certificates to check that with.",
    footer = "  java -jar vaultjca.jar keys attestation release --json")
final class ShowAttestation extends Verb {
  @Parameters(
      paramLabel = ObjectArgument.LABEL,
      description = "The key" + ObjectArgument.WHICH,
      converter = ObjectArgument.Parser.class)
  private ObjectArgument key;

  @Override
  protected void run(Session session) throws IOException, CommandException {
    KeyAttestation attestation =
        session
            .keys()
            .run(
                session.operation("Getting the attestation of the key " + key),
                client ->
                    client
                        .getKeyAttestationWithResponse(key.name(), key.version(), Context.NONE)
                        .getValue()
                        .getProperties()
                        .getKeyAttestation());
    if (attestation == null) {
      throw new CommandException(
          "The service answered no attestation of the key %s in %s: those of a Managed HSM have one."
              .formatted(key, session.vault().config().uri()));
    }
    byte[] certificates = attestation.getCertificatePemFile();
    session
        .output()
        .show(
            new Fields()
                .with("key", key.toString())
                .with("version", attestation.getVersion())
                .with("privateKeyAttestation", base64(attestation.getPrivateKeyAttestation()))
                .with("publicKeyAttestation", base64(attestation.getPublicKeyAttestation()))
                .with(
                    "certificates",
                    certificates == null
                        ? null
                        : new String(certificates, StandardCharsets.US_ASCII)));
  }

  private static String base64(byte[] bytes) {
    return bytes == null ? null : Base64.getEncoder().encodeToString(bytes);
  }
}
