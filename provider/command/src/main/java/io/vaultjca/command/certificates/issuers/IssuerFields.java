package io.vaultjca.command.certificates.issuers;

import com.azure.json.JsonProviders;
import com.azure.json.JsonReader;
import com.azure.security.keyvault.certificates.models.AdministratorContact;
import com.azure.security.keyvault.certificates.models.CertificateIssuer;
import com.azure.security.keyvault.certificates.models.IssuerProperties;
import io.vaultjca.command.terminal.Fields;
import io.vaultjca.command.terminal.Json;
import io.vaultjca.vault.JsonObject;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** The output for an issuer, never with the password of its account. */
final class IssuerFields {
  private IssuerFields() {}

  static Fields of(CertificateIssuer issuer) {
    List<AdministratorContact> administrators =
        Optional.ofNullable(issuer.getAdministratorContacts()).orElse(List.of());
    return new Fields()
        .with("name", issuer.getName())
        .with("provider", issuer.getProvider())
        .with("enabled", issuer.isEnabled())
        .with("accountId", issuer.getAccountId())
        .with("organization", issuer.getOrganizationId())
        .with(
            "administrators",
            administrators.isEmpty()
                ? null
                : administrators.stream().map(IssuerFields::of).toList())
        .with("created", issuer.getCreatedOn())
        .with("updated", issuer.getUpdatedOn())
        .with("id", issuer.getId());
  }

  /** Converts the answer to a plain request: one of the SDK would also send unchanged values. */
  static Fields ofAnswer(JsonObject answer) throws IOException {
    try (JsonReader json = JsonProviders.createReader(Json.of(Fields.of(answer.members())))) {
      return of(CertificateIssuer.fromJson(json));
    }
  }

  static Fields ofListed(IssuerProperties issuer) {
    return new Fields()
        .with("name", issuer.getName())
        .with("provider", issuer.getProvider())
        .with("id", issuer.getId());
  }

  private static Fields of(AdministratorContact administrator) {
    return new Fields()
        .with("email", administrator.getEmail())
        .with("firstName", administrator.getFirstName())
        .with("lastName", administrator.getLastName())
        .with("phone", administrator.getPhone());
  }
}
