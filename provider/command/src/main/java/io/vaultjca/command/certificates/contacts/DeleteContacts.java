package io.vaultjca.command.certificates.contacts;

import com.azure.security.keyvault.certificates.models.CertificateContact;
import io.vaultjca.command.terminal.CommandException;
import io.vaultjca.command.terminal.Fields;
import io.vaultjca.command.verb.Confirmation;
import io.vaultjca.command.verb.Session;
import io.vaultjca.command.verb.Verb;
import java.io.IOException;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
    name = "delete",
    description = "Deletes all contacts.",
    footer = "  java -jar vaultjca.jar certificates contacts delete")
final class DeleteContacts extends Verb {
  @Mixin private Confirmation confirmation;

  @Override
  protected void run(Session session) throws IOException, CommandException {
    confirmation.require(session, "Delete all contacts of %s?".formatted(session.uri()));
    List<CertificateContact> deleted =
        session
            .certificates()
            .once(
                "Deleting the contacts",
                "the contacts",
                client -> client.deleteContacts().stream().toList());
    session.done(
        "Deleted %s contacts.".formatted(deleted.size()),
        new Fields().with("deleted", deleted.stream().map(CertificateContact::getEmail).toList()));
  }
}
