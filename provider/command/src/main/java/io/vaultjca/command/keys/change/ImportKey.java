package io.vaultjca.command.keys.change;

import com.azure.security.keyvault.keys.models.ImportKeyOptions;
import com.azure.security.keyvault.keys.models.JsonWebKey;
import com.azure.security.keyvault.keys.models.KeyCurveName;
import com.azure.security.keyvault.keys.models.KeyType;
import com.azure.security.keyvault.keys.models.KeyVaultKey;
import io.vaultjca.command.keys.view.KeyFields;
import io.vaultjca.command.terminal.CommandException;
import io.vaultjca.command.terminal.InputFile;
import io.vaultjca.command.verb.Name;
import io.vaultjca.command.verb.PasswordFile;
import io.vaultjca.command.verb.Session;
import io.vaultjca.command.verb.Verb;
import java.io.IOException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The verb {@code keys import}. */
@Command(
    name = "import",
    description =
        "Imports a key, or a new version of one: a private key as PEM (PKCS#8, encrypted PKCS#8, PKCS#1, SEC 1) or DER (PKCS#8), or a JSON Web Key; with --symmetric the bytes of a symmetric key; with --byok the key transfer blob of another HSM.",
    footer = {
      "  java -jar vaultjca.jar keys import release release.key",
      "  java -jar vaultjca.jar keys import kek kek.bin --symmetric --hsm"
    })
public final class ImportKey extends Verb {
  private static final int LONGEST = 1 << 20;

  @Parameters(index = "0", paramLabel = "NAME", description = "The name of the key.")
  private Name name;

  @Parameters(index = "1", paramLabel = "FILE", description = "The key; - is standard input.")
  private InputFile file;

  @ArgGroup private @Nullable Form form;

  /** The kinds of file that only an option tells apart. */
  static final class Form {
    @Option(
        names = "--symmetric",
        description = "The file is a symmetric key of 16, 24 or 32 bytes.")
    private boolean symmetric;

    @Option(
        names = "--byok",
        paramLabel = "TYPE",
        description =
            "The file is a key transfer blob; TYPE is the type of the key: RSA, EC or oct.")
    private @Nullable NewKeyType byok;
  }

  @Option(
      names = "--curve",
      paramLabel = "CURVE",
      description = "The curve of an EC key in a key transfer blob.")
  private @Nullable String curve;

  @Option(names = "--hsm", description = "Imports the key into an HSM.")
  private boolean hsm;

  @Option(
      names = "--password-file",
      paramLabel = "FILE",
      description =
          "A file whose first line is the password of an encrypted key. Without it you are asked.")
  private @Nullable InputFile passwordFile;

  @Mixin private NewKeyOptions options;

  @Override
  protected void run(Session session) throws IOException, CommandException {
    options.check();
    if (form != null && form.byok == NewKeyType.AKP) {
      throw misuse("A key of the type AKP cannot be imported.");
    }
    byte[] content = file.read(session.terminal(), LONGEST);
    JsonWebKey key = read(content, session);
    try {
      key.setKeyOps(options.operations());
      ImportKeyOptions imported =
          new ImportKeyOptions(name.text(), key)
              .setHardwareProtected(hsm || (form != null && form.byok != null));
      options.addTo(imported, session);
      KeyVaultKey made =
          session
              .keys()
              .once(
                  "Importing the key " + name,
                  "the versions of the key " + name,
                  client -> client.importKey(imported));
      session.show(KeyFields.of(made));
    } finally {
      key.clearMemory();
      Arrays.fill(content, (byte) 0);
    }
  }

  private JsonWebKey read(byte[] content, Session session) throws IOException, CommandException {
    if (form != null && form.symmetric) {
      return SymmetricKeyFile.read(content, file.toString());
    }
    if (form != null) {
      return new JsonWebKey()
          .setKeyType(KeyType.fromString(form.byok + "-HSM"))
          .setCurveName(curve == null ? null : KeyCurveName.fromString(curve))
          .setT(content);
    }
    return new KeyFile(file.toString(), () -> password(session)).read(content);
  }

  private char[] password(Session session) throws IOException, CommandException {
    return passwordFile == null
        ? session.terminal().secret("The password of the key")
        : PasswordFile.read(passwordFile, session.terminal());
  }
}
