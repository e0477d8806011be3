package io.vaultjca.command.certificates;

import com.azure.security.keyvault.certificates.models.KeyVaultCertificate;
import io.vaultjca.command.certificates.pending.PendingRequest;
import io.vaultjca.command.certificates.policy.NewPolicy;
import io.vaultjca.command.terminal.CommandException;
import io.vaultjca.command.terminal.Fields;
import io.vaultjca.command.terminal.Json;
import io.vaultjca.command.terminal.OutputFile;
import io.vaultjca.command.verb.FileOptions;
import io.vaultjca.command.verb.ObjectArgument;
import io.vaultjca.command.verb.Pem;
import io.vaultjca.command.verb.PemOutput;
import io.vaultjca.command.verb.Session;
import io.vaultjca.command.verb.Verb;
import io.vaultjca.command.verb.Waiting;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "create",
    description = {
      "Makes a key in the vault and a certificate for it: self-signed, or issued by --issuer. With"
          + " the issuer Unknown it writes a certificate request, for the reply to which there is"
          + " merge.",
      "Without any option of the policy it renews the certificate by the policy that it has."
    },
    footer = {
      "  java -jar vaultjca.jar certificates create web --dns www.example.com",
      "  java -jar vaultjca.jar certificates create ca --issuer Unknown --output ca.csr"
    })
final class CreateCertificate extends Verb {
  @Parameters(
      paramLabel = "NAME",
      description = "The name of the certificate.",
      converter = ObjectArgument.NameParser.class)
  private String name;

  @Option(names = "--disabled", description = "Nobody can use it before it is enabled.")
  private boolean disabled;

  @Option(names = "--tag", paramLabel = "NAME=VALUE", description = "A tag.")
  private Map<String, String> tags;

  @Option(names = "--preserve-order", description = "Keeps the order of the chain that is merged.")
  private boolean preserveOrder;

  @Option(names = "--no-wait", description = "Does not wait until it is issued.")
  private boolean doesNotWait;

  @Mixin private NewPolicy policy;
  @Mixin private FileOptions files;
  @Mixin private Waiting waiting;

  @Override
  protected void run(Session session) throws IOException, CommandException {
    Optional<OutputFile> file = files.file();
    PendingRequest pending = new PendingRequest(session, name);
    Fields body =
        new Fields()
            .with("policy", policy.read(session, name))
            .with("attributes", disabled ? new Fields().with("enabled", false) : null)
            .with("tags", tags)
            .with("preserveCertOrder", preserveOrder ? Boolean.TRUE : null);
    pending.begin(Json.of(body));
    if (pending.isForMerge() || (doesNotWait && file.isPresent())) {
      String what = "the certificate request, to which merge takes the reply,";
      PemOutput.write(session, file, what, pending.pem(), pending.fields());
    } else if (doesNotWait) {
      session
          .output()
          .done(
              "The certificate %s is being made: see pending show.".formatted(name),
              pending.fields());
    } else {
      pending.await(waiting);
      KeyVaultCertificate certificate =
          session
              .certificates()
              .run(
                  session.operation("Showing the certificate " + name),
                  client -> client.getCertificate(name));
      if (file.isPresent()) {
        file.get().write(Pem.certificate(certificate.getCer()));
      }
      session.output().show(CertificateFields.of(certificate));
    }
  }
}
