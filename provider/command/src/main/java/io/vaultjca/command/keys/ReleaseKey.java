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
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "release",
    description =
        "Releases an exportable key to an environment that its release policy accepts. The output is a signed answer (JWS) that holds the key, encrypted for that environment.",
    footer = "  java -jar vaultjca.jar keys release k --target token.jwt --output k.jws")
final class ReleaseKey extends Verb {
  private static final int LONGEST = 1 << 20;

  @Parameters(paramLabel = ObjectArgument.LABEL, description = "The key" + ObjectArgument.WHICH)
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
          "The encryption of the key: CKM_RSA_AES_KEY_WRAP, RSA_AES_KEY_WRAP_256 or RSA_AES_KEY_WRAP_384. By default the service chooses.")
  private @Nullable String algorithm;

  @Option(
      names = "--nonce",
      paramLabel = "TEXT",
      description = "A text that the answer must contain.")
  private @Nullable String nonce;

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
                "Releasing the key " + key,
                client ->
                    client
                        .releaseKeyWithResponse(
                            key.name(), key.version(), token, options, Context.NONE)
                        .getValue()
                        .getValue());
    output.write(released.getBytes(StandardCharsets.US_ASCII));
    session.wrote("Released the key " + key, output, new Fields().with("key", key.toString()));
  }
}
