package io.vaultjca.command.certificates;

import com.azure.security.keyvault.certificates.models.CertificateContentType;
import com.azure.security.keyvault.certificates.models.CertificatePolicy;
import com.azure.security.keyvault.certificates.models.ImportCertificateOptions;
import io.vaultjca.command.terminal.CommandException;
import io.vaultjca.command.terminal.Fields;
import io.vaultjca.command.terminal.InputFile;
import io.vaultjca.command.verb.ObjectArgument;
import io.vaultjca.command.verb.PasswordOptions;
import io.vaultjca.command.verb.Session;
import io.vaultjca.command.verb.Verb;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "import",
    description =
        "Imports a certificate with its private key and its chain: a PKCS#12 file, or PEM with the"
            + " key in PKCS#8. The key cannot be read back unless you say --exportable.",
    footer = "  java -jar vaultjca.jar certificates import web web.p12 --ask-password")
final class ImportCertificate extends Verb {
  private static final int LONGEST = 1024 * 1024;

  @Parameters(
      index = "0",
      paramLabel = "NAME",
      description = "The name of the certificate.",
      converter = ObjectArgument.NameParser.class)
  private String name;

  @Parameters(index = "1", paramLabel = "FILE", description = "The file; - is standard input.")
  private InputFile file;

  @Option(
      names = "--exportable",
      description = "Lets the private key be read by the secret behind the certificate.")
  private boolean exportable;

  @Option(names = "--disabled", description = "Nobody can use it before it is enabled.")
  private boolean disabled;

  @Option(names = "--preserve-order", description = "Keeps the order of the chain.")
  private boolean preserveOrder;

  @Option(names = "--tag", paramLabel = "NAME=VALUE", description = "A tag.")
  private Map<String, String> tags;

  @Mixin private PasswordOptions password;

  @Override
  protected void run(Session session) throws IOException, CommandException {
    byte[] content = file.read(session.terminal(), LONGEST);
    try {
      ImportCertificateOptions options =
          new ImportCertificateOptions(name, content)
              .setPolicy(
                  new CertificatePolicy("Unknown", "CN=" + name)
                      .setExportable(exportable)
                      .setContentType(form(content)))
              .setPassword(password.read(session, "The password of " + file))
              .setEnabled(disabled ? Boolean.FALSE : null)
              .setCertificateOrderPreserved(preserveOrder ? Boolean.TRUE : null)
              .setTags(tags);
      Fields fields =
          CertificateFields.of(
              session
                  .certificates()
                  .run(
                      session.once(
                          "Importing the certificate " + name,
                          "the versions of the certificate " + name),
                      client -> client.importCertificate(options)));
      session.output().done("Imported the certificate %s.".formatted(name), fields);
    } finally {
      Arrays.fill(content, (byte) 0);
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
          "%s has no private key in PKCS#8 (BEGIN PRIVATE KEY), which the service needs: add it, or"
                  .formatted(file)
              + " convert the one that it has with openssl pkcs8 -topk8.");
    }
    return CertificateContentType.PEM;
  }
}
