package io.vaultjca.command.certificates.contacts;

import com.azure.security.keyvault.certificates.models.CertificateContact;
import io.vaultjca.command.verb.Session;
import io.vaultjca.command.verb.Verb;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
    name = "set",
    description = "Replaces all contacts.",
    footer = "  java -jar vaultjca.jar certificates contacts set --email pki@example.com")
final class SetContacts extends Verb {
  @ArgGroup(exclusive = false, multiplicity = "1..*", heading = "A contact, once or more:%n")
  private List<Contact> contacts;

  static final class Contact {
    @Option(
        names = "--email",
        required = true,
        paramLabel = "ADDRESS",
        description = "The e-mail address.")
    private String email;

    @Option(names = "--name", paramLabel = "NAME", description = "The name.")
    private @Nullable String name;

    @Option(names = "--phone", paramLabel = "NUMBER", description = "The phone number.")
    private @Nullable String phone;

    private CertificateContact contact() {
      return new CertificateContact().setEmail(email).setName(name).setPhone(phone);
    }
  }

  @Override
  protected void run(Session session) throws IOException {
    List<CertificateContact> given = contacts.stream().map(Contact::contact).toList();
    ContactFields.show(
        session,
        session
            .certificates()
            .run("Setting the contacts", client -> client.setContacts(given).stream().toList()));
  }
}
