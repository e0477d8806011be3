package io.vaultjca.command.certificates;

import com.azure.security.keyvault.certificates.models.MergeCertificateOptions;
import io.vaultjca.command.certificates.chain.ChainFiles;
import io.vaultjca.command.certificates.pending.PendingRequest;
import io.vaultjca.command.terminal.CommandException;
import io.vaultjca.command.terminal.Fields;
import io.vaultjca.command.terminal.InputFile;
import io.vaultjca.command.verb.ObjectArgument;
import io.vaultjca.command.verb.Session;
import io.vaultjca.command.verb.Verb;
import java.io.IOException;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "merge",
    description =
        "Puts the reply of a certificate authority in the place of the request that is pending. The"
            + " certificates may be in any order; that they make one chain for the key in the vault"
            + " is checked before anything is sent.",
    footer = "  java -jar vaultjca.jar certificates merge web reply.p7b")
final class MergeCertificate extends Verb {
  private static final int LONGEST = 1024 * 1024;

  @Parameters(
      index = "0",
      paramLabel = "NAME",
      description = "The name of the certificate.",
      converter = ObjectArgument.NameParser.class)
  private String name;

  @Parameters(
      index = "1..*",
      arity = "1..*",
      paramLabel = "FILE",
      description = "Certificates: PEM, PKCS#7 or DER; - is standard input.")
  private List<InputFile> files;

  @Option(names = "--tag", paramLabel = "NAME=VALUE", description = "A tag; all of them anew.")
  private Map<String, String> tags;

  @Override
  protected void run(Session session) throws IOException, CommandException {
    ChainFiles reply = new ChainFiles();
    for (InputFile file : files) {
      reply.add(file.toString(), file.read(session.terminal(), LONGEST));
    }
    PendingRequest pending = new PendingRequest(session, name);
    pending.read();
    List<byte[]> chain = encoded(reply.chainFor(pending.publicKey()));
    MergeCertificateOptions merge = new MergeCertificateOptions(name, chain).setTags(tags);
    Fields fields =
        CertificateFields.of(
            session
                .certificates()
                .run(
                    session.once(
                        "Merging the chain of the certificate " + name, "the certificate " + name),
                    client -> client.mergeCertificate(merge)));
    session.output().done("Merged %s certificates into %s.".formatted(chain.size(), name), fields);
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
