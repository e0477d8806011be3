package io.vaultjca.command.certificates;

import com.azure.security.keyvault.certificates.models.MergeCertificateOptions;
import io.vaultjca.command.certificates.chain.ChainFiles;
import io.vaultjca.command.certificates.pending.PendingRequest;
import io.vaultjca.command.terminal.CommandException;
import io.vaultjca.command.terminal.Fields;
import io.vaultjca.command.terminal.InputFile;
import io.vaultjca.command.verb.Name;
import io.vaultjca.command.verb.Session;
import io.vaultjca.command.verb.Verb;
import java.io.IOException;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "merge",
    description =
        "Completes a pending request with the reply of a certificate authority. The certificates may be in any order; before sending them it checks that they form one chain for the key in the vault.",
    footer = "  java -jar vaultjca.jar certificates merge web reply.p7b")
final class MergeCertificate extends Verb {
  private static final int LONGEST = 1024 * 1024;

  @Parameters(index = "0", paramLabel = "NAME", description = "The name of the certificate.")
  private Name name;

  @Parameters(
      index = "1..*",
      arity = "1..*",
      paramLabel = "FILE",
      description = "The certificates as PEM, PKCS#7 or DER; - is standard input.")
  private List<InputFile> files;

  @Option(
      names = "--tag",
      paramLabel = "NAME=VALUE",
      description = "A tag; replaces all existing tags.")
  private @Nullable Map<String, String> tags;

  @Override
  protected void run(Session session) throws IOException, CommandException {
    ChainFiles reply = new ChainFiles();
    for (InputFile file : files) {
      reply.add(file.toString(), file.read(session.terminal(), LONGEST));
    }
    PendingRequest pending = PendingRequest.read(session, name);
    List<byte[]> chain = encoded(reply.chainFor(pending.publicKey()));
    MergeCertificateOptions merge = new MergeCertificateOptions(name.text(), chain).setTags(tags);
    Fields fields =
        CertificateFields.of(
            session
                .certificates()
                .once(
                    "Merging the chain of the certificate " + name,
                    "the certificate " + name,
                    client -> client.mergeCertificate(merge)));
    session.done("Merged %s certificates into %s.".formatted(chain.size(), name), fields);
  }

  private static List<byte[]> encoded(List<X509Certificate> chain) throws CommandException {
    try {
      List<byte[]> encoded = new ArrayList<>();
      for (X509Certificate certificate : chain) {
        encoded.add(certificate.getEncoded());
      }
      return encoded;
    } catch (CertificateEncodingException e) {
      throw new CommandException("A certificate of the chain cannot be encoded.", e);
    }
  }
}
