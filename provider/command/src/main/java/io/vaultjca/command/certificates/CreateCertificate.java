package io.vaultjca.command.certificates;

import com.azure.security.keyvault.certificates.models.KeyVaultCertificate;
import io.vaultjca.command.certificates.pending.PendingRequest;
import io.vaultjca.command.certificates.policy.NewPolicy;
import io.vaultjca.command.terminal.CommandException;
import io.vaultjca.command.terminal.Fields;
import io.vaultjca.command.terminal.Json;
import io.vaultjca.command.terminal.OutputFile;
import io.vaultjca.command.verb.FileOptions;
import io.vaultjca.command.verb.Name;
import io.vaultjca.command.verb.Pem;
import io.vaultjca.command.verb.PemOutput;
import io.vaultjca.command.verb.Session;
import io.vaultjca.command.verb.Verb;
import io.vaultjca.command.verb.Waiting;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "create",
    description = {
      "Creates a key in the vault and a certificate for it: self-signed, or issued by --issuer. With --issuer Unknown it writes a certificate request; merge takes the reply of the authority.",
      "Without options of the policy it renews the certificate with its current policy."
    },
    footer = {
      "  java -jar vaultjca.jar certificates create web --dns www.example.com",
      "  java -jar vaultjca.jar certificates create ca --issuer Unknown --output ca.csr"
    })
final class CreateCertificate extends Verb {
  @Parameters(paramLabel = "NAME", description = "The name of the certificate.")
  private Name name;

  @Option(names = "--disabled", description = "Creates it disabled.")
  private boolean disabled;

  @Option(names = "--tag", paramLabel = "NAME=VALUE", description = "A tag.")
  private @Nullable Map<String, String> tags;

  @Option(names = "--preserve-order", description = "Keeps the order of a merged chain.")
  private boolean preserveOrder;

  @Option(names = "--no-wait", description = "Does not wait for the certificate.")
  private boolean doesNotWait;

  @Mixin private NewPolicy policy;
  @Mixin private FileOptions files;
  @Mixin private Waiting waiting;

  @Override
  protected void run(Session session) throws IOException, CommandException {
    Optional<OutputFile> file = files.file();
    Fields body =
        new Fields()
            .with("policy", policy.read(session, name))
            .with("attributes", disabled ? new Fields().with("enabled", false) : null)
            .with("tags", tags)
            .with("preserveCertOrder", preserveOrder ? Boolean.TRUE : null);
    PendingRequest pending = PendingRequest.begin(session, name, Json.of(body));
    if (pending.isForMerge() || (doesNotWait && file.isPresent())) {
      String what = "the certificate request, for merge,";
      PemOutput.write(session, file, what, pending.pem(), pending.fields());
    } else if (doesNotWait) {
      session.done(
          "The certificate %s is being created: see pending show.".formatted(name),
          pending.fields());
    } else {
      pending.await(waiting);
      KeyVaultCertificate certificate =
          session
              .certificates()
              .run("Showing the certificate " + name, client -> client.getCertificate(name.text()));
      if (file.isPresent()) {
        file.get().write(Pem.certificate(certificate.getCer()));
      }
      session.show(CertificateFields.of(certificate));
    }
  }
}
