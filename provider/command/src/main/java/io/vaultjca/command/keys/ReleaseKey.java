package io.vaultjca.command.keys;

import com.azure.core.util.Context;
import com.azure.security.keyvault.keys.models.KeyExportEncryptionAlgorithm;
import com.azure.security.keyvault.keys.models.ReleaseKeyOptions;
import io.vaultjca.command.terminal.Fields;
import io.vaultjca.command.terminal.InputFile;
import io.vaultjca.command.terminal.OutputFile;
import io.vaultjca.command.verb.FileOptions;
import io.vaultjca.command.verb.ObjectArgument;
import io.vaultjca.command.verb.Session;
import io.vaultjca.command.verb.Verb;
import java.nio.charset.StandardCharsets;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "release",
    description =
        "Releases an exportable key to an environment that its release policy accepts. What is"
            + " written is a signed answer (JWS), in which the key is encrypted for that environment.",
    footer = "  java -jar vaultjca.jar keys release k --target token.jwt --output k.jws")
final class ReleaseKey extends Verb {
  private static final int LONGEST = 1 << 20;

  @Parameters(
      paramLabel = ObjectArgument.LABEL,
      description = "The key" + ObjectArgument.WHICH,
      converter = ObjectArgument.Parser.class)
  private ObjectArgument key;

  @Option(
      names = "--target",
      paramLabel = "FILE",
      required = true,
      description = "The environment's attestation token; - is standard input.")
  private InputFile target;

  @Option(
      names = "--algorithm",
      paramLabel = "ALGORITHM",
      description =
          "How the key is encrypted: CKM_RSA_AES_KEY_WRAP, RSA_AES_KEY_WRAP_256 or"
              + " RSA_AES_KEY_WRAP_384; by default the service's choice.")
  private String algorithm;

  @Option(
      names = "--nonce",
      paramLabel = "TEXT",
      description = "A text that the answer is to hold.")
  private String nonce;

  @Mixin private FileOptions file;

  @Override
  protected void run(Session session) throws Exception {
    OutputFile output = file.requiredFile();
    String token =
        new String(target.read(session.terminal(), LONGEST), StandardCharsets.US_ASCII).strip();
    ReleaseKeyOptions options =
        new ReleaseKeyOptions()
            .setNonce(nonce)
            .setAlgorithm(
                algorithm == null ? null : KeyExportEncryptionAlgorithm.fromString(algorithm));
    String released =
        session
            .keys()
            .run(
                session.operation("Releasing the key " + key),
                client ->
                    client
                        .releaseKeyWithResponse(
                            key.name(), key.version(), token, options, Context.NONE)
                        .getValue()
                        .getValue());
    output.write(released.getBytes(StandardCharsets.US_ASCII));
    session
        .output()
        .wrote("Released the key " + key, output, new Fields().with("key", key.toString()));
  }
}
