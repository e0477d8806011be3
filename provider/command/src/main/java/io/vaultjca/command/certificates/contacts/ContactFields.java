package io.vaultjca.command.certificates.contacts;

import com.azure.security.keyvault.certificates.models.CertificateContact;
import io.vaultjca.command.terminal.Fields;
import io.vaultjca.command.verb.Session;
import java.util.List;

/** The output for contacts. */
final class ContactFields {
  private ContactFields() {}

  static void show(Session session, List<CertificateContact> contacts) {
    session.list(contacts.stream().map(ContactFields::of).toList(), "email", "name", "phone");
  }

  private static Fields of(CertificateContact contact) {
    return new Fields()
        .with("email", contact.getEmail())
        .with("name", contact.getName())
        .with("phone", contact.getPhone());
  }
}
