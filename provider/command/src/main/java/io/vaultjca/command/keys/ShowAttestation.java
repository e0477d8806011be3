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
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(
    name = "attestation",
    description =
        "Shows the HSM's attestation of a key, in base64, and the certificates that verify it.",
    footer = "  java -jar vaultjca.jar keys attestation release --json")
final class ShowAttestation extends Verb {
  @Parameters(paramLabel = ObjectArgument.LABEL, description = "The key" + ObjectArgument.WHICH)
  private ObjectArgument key;

  @Override
  protected void run(Session session) throws IOException, CommandException {
    KeyAttestation attestation =
        session
            .keys()
            .run(
                "Getting the attestation of the key " + key,
                client ->
                    client
                        .getKeyAttestationWithResponse(key.name(), key.version(), Context.NONE)
                        .getValue()
                        .getProperties()
                        .getKeyAttestation());
    if (attestation == null) {
      throw new CommandException(
          "The service has no attestation of the key %s in %s: only keys of a Managed HSM have one."
              .formatted(key, session.uri()));
    }
    byte[] certificates = attestation.getCertificatePemFile();
    session.show(
        new Fields()
            .with("key", key.toString())
            .with("version", attestation.getVersion())
            .with("privateKeyAttestation", base64(attestation.getPrivateKeyAttestation()))
            .with("publicKeyAttestation", base64(attestation.getPublicKeyAttestation()))
            .with(
                "certificates",
                certificates == null ? null : new String(certificates, StandardCharsets.US_ASCII)));
  }

  private static @Nullable String base64(byte @Nullable [] bytes) {
    return bytes == null ? null : Base64.getEncoder().encodeToString(bytes);
  }
}
