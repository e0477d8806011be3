package io.vaultjca.command.certificates;

import com.azure.security.keyvault.certificates.models.CertificateContentType;
import com.azure.security.keyvault.certificates.models.CertificatePolicy;
import com.azure.security.keyvault.certificates.models.ImportCertificateOptions;
import io.vaultjca.command.terminal.CommandException;
import io.vaultjca.command.terminal.Fields;
import io.vaultjca.command.terminal.InputFile;
import io.vaultjca.command.verb.Name;
import io.vaultjca.command.verb.PasswordOptions;
import io.vaultjca.command.verb.Session;
import io.vaultjca.command.verb.Verb;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.UnrecoverableKeyException;
import java.util.Arrays;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "import",
    description =
        "Imports a certificate with its private key and its chain: a PKCS#12 file, or PEM with the key in PKCS#8. The key can be read back only with --exportable.",
    footer = "  java -jar vaultjca.jar certificates import web web.p12")
final class ImportCertificate extends Verb {
  private static final int LONGEST = 1024 * 1024;

  @Parameters(index = "0", paramLabel = "NAME", description = "The name of the certificate.")
  private Name name;

  @Parameters(index = "1", paramLabel = "FILE", description = "The file; - is standard input.")
  private InputFile file;

  @Option(
      names = "--exportable",
      description = "Makes the private key readable through the secret behind the certificate.")
  private boolean exportable;

  @Option(names = "--disabled", description = "Creates it disabled.")
  private boolean disabled;

  @Option(names = "--preserve-order", description = "Keeps the order of the chain.")
  private boolean preserveOrder;

  @Option(names = "--tag", paramLabel = "NAME=VALUE", description = "A tag.")
  private @Nullable Map<String, String> tags;

  @Mixin private PasswordOptions password;

  @Override
  protected void run(Session session) throws IOException, CommandException {
    byte[] content = file.read(session.terminal(), LONGEST);
    try {
      CertificateContentType form = form(content);
      String secret = password.read(session, "The password of " + file, isProtected(content, form));
      ImportCertificateOptions options =
          new ImportCertificateOptions(name.text(), content)
              .setPolicy(
                  new CertificatePolicy("Unknown", "CN=" + name)
                      .setExportable(exportable)
                      .setContentType(form))
              .setPassword(secret)
              .setEnabled(disabled ? Boolean.FALSE : null)
              .setCertificateOrderPreserved(preserveOrder ? Boolean.TRUE : null)
              .setTags(tags);
      Fields fields =
          CertificateFields.of(
              session
                  .certificates()
                  .once(
                      "Importing the certificate " + name,
                      "the versions of the certificate " + name,
                      client -> client.importCertificate(options)));
      session.done("Imported the certificate %s.".formatted(name), fields);
    } finally {
      Arrays.fill(content, (byte) 0);
    }
  }

  /** Whether the file can only be opened with a password. */
  private static boolean isProtected(byte[] content, CertificateContentType form) {
    if (form.equals(CertificateContentType.PEM)) {
      return new String(content, StandardCharsets.ISO_8859_1)
          .contains("-----BEGIN ENCRYPTED PRIVATE KEY-----");
    }
    try {
      KeyStore.getInstance("PKCS12").load(new ByteArrayInputStream(content), new char[0]);
      return false;
    } catch (IOException e) {
      return e.getCause() instanceof UnrecoverableKeyException;
    } catch (GeneralSecurityException e) {
      return false;
    }
  }

  private CertificateContentType form(byte[] content) throws CommandException {
    String text = new String(content, StandardCharsets.ISO_8859_1);
    if (!text.contains("-----BEGIN ")) {
      if (content.length == 0 || content[0] != 0x30) {
        throw new CommandException("%s is neither PKCS#12 nor PEM.".formatted(file));
      }
      return CertificateContentType.PKCS12;
    }
    if (!text.contains("-----BEGIN PRIVATE KEY-----")
        && !text.contains("-----BEGIN ENCRYPTED PRIVATE KEY-----")) {
      throw new CommandException(
          "%s has no private key in PKCS#8 (BEGIN PRIVATE KEY), which the service requires. Add it, or convert its key with openssl pkcs8 -topk8."
              .formatted(file));
    }
    return CertificateContentType.PEM;
  }
}
