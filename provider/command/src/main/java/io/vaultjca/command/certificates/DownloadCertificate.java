package io.vaultjca.command.certificates;

import com.azure.security.keyvault.certificates.models.KeyVaultCertificate;
import com.azure.security.keyvault.secrets.models.KeyVaultSecret;
import io.vaultjca.command.certificates.chain.CertificateSecret;
import io.vaultjca.command.terminal.CommandException;
import io.vaultjca.command.terminal.Fields;
import io.vaultjca.command.terminal.OutputFile;
import io.vaultjca.command.verb.FileOptions;
import io.vaultjca.command.verb.ObjectArgument;
import io.vaultjca.command.verb.Pem;
import io.vaultjca.command.verb.PemOutput;
import io.vaultjca.command.verb.Session;
import io.vaultjca.command.verb.Verb;
import java.io.IOException;
import java.util.Arrays;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "download",
    description =
        "Writes a certificate as PEM: alone, or with its chain, which is in the secret behind it.",
    footer = "  java -jar vaultjca.jar certificates download web --chain > web.pem")
final class DownloadCertificate extends Verb {
  @Parameters(
      paramLabel = ObjectArgument.LABEL,
      description = "The certificate" + ObjectArgument.WHICH)
  private ObjectArgument certificate;

  @Option(names = "--chain", description = "Adds its issuers.")
  private boolean withChain;

  @Option(
      names = "--private-key",
      description =
          "Writes the secret behind it unchanged, with the private key: a PKCS#12 file without a password, or PEM. Requires --output.")
  private boolean withPrivateKey;

  @Mixin private FileOptions files;

  @Override
  protected void run(Session session) throws IOException, CommandException {
    Optional<OutputFile> file = withPrivateKey ? Optional.of(files.requiredFile()) : files.file();
    KeyVaultCertificate found =
        session
            .certificates()
            .run(
                "Downloading the certificate " + certificate,
                client ->
                    certificate.version().isEmpty()
                        ? client.getCertificate(certificate.name())
                        : client.getCertificateVersion(certificate.name(), certificate.version()));
    if (found.getCer() == null) {
      throw new CommandException(
          "The certificate %s is not issued yet: see pending show.".formatted(certificate));
    }
    byte[] content = content(session, found);
    try {
      String what = "the certificate " + certificate;
      Fields fields = CertificateFields.of(found);
      PemOutput.write(session, file, what, content, fields);
    } finally {
      Arrays.fill(content, (byte) 0);
    }
  }

  private byte[] content(Session session, KeyVaultCertificate found)
      throws IOException, CommandException {
    if (!withChain && !withPrivateKey) {
      return Pem.certificate(found.getCer());
    }
    KeyVaultSecret secret =
        session
            .secrets()
            .run(
                "Reading the secret behind the certificate " + certificate,
                client -> client.getSecret(certificate.name(), found.getProperties().getVersion()));
    try (CertificateSecret read =
        new CertificateSecret(
            certificate.name(), secret.getValue(), secret.getProperties().getContentType())) {
      return withPrivateKey ? read.withPrivateKey() : Pem.chain(read.chain(found.getCer()));
    }
  }
}
