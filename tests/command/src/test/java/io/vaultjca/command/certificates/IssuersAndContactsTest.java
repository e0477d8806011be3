package io.vaultjca.command.certificates;

import static org.assertj.core.api.Assertions.assertThat;

import com.azure.security.keyvault.certificates.models.AdministratorContact;
import com.azure.security.keyvault.certificates.models.CertificateIssuer;
import com.fasterxml.jackson.databind.JsonNode;
import io.vaultjca.command.Run;
import io.vaultjca.embedded.Fault;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The verbs of {@code certificates issuers} and {@code certificates contacts}. */
class IssuersAndContactsTest extends CertificateRuns {
  private static final String PASSWORD = "acc0unt-Passw0rd";

  @Test
  void anIssuerIsSetChangedAndDeleted() throws Exception {
    Run set =
        succeeds(
            "certificates issuers set ca --provider DigiCert --account 4711 --organization 42"
                + " --admin-email a@example.com --admin-first-name Ann --admin-last-name Lee"
                + " --admin-email b@example.com --admin-phone 123 --password-file",
            file("password", PASSWORD + "\n"));
    assertThat(set.out()).contains("DigiCert", "4711").doesNotContain(PASSWORD);
    CertificateIssuer seen = sdk.getIssuer("ca");
    assertThat(seen.getProvider()).isEqualTo("DigiCert");
    assertThat(seen.getAccountId()).isEqualTo("4711");
    assertThat(seen.getOrganizationId()).isEqualTo("42");
    assertThat(seen.getAdministratorContacts())
        .extracting(AdministratorContact::getEmail)
        .containsExactly("a@example.com", "b@example.com");
    assertThat(seen.getAdministratorContacts().get(0).getLastName()).isEqualTo("Lee");
    assertThat(seen.getAdministratorContacts().get(1).getPhone()).isEqualTo("123");

    assertThat(succeeds("certificates issuers list").out()).contains("ca", "DigiCert");
    JsonNode changed = json("certificates issuers update ca --no-enabled --account 4712");
    assertThat(changed.get("enabled").asBoolean()).isFalse();
    assertThat(changed.get("organization").asText()).isEqualTo("42");
    assertThat(sdk.getIssuer("ca").getAccountId()).isEqualTo("4712");
    assertThat(json("certificates issuers show ca").at("/administrators/0/firstName").asText())
        .isEqualTo("Ann");

    fails(
        "certificates issuers delete ca",
        "Delete the issuer ca in " + vault.uri() + " for ever?",
        "--yes");
    succeeds("certificates issuers delete ca --yes");
    assertThat(json("certificates issuers list")).isEmpty();
    fails("certificates issuers show ca", "404");
    assertThat(run("certificates issuers set ca").exitCode()).isEqualTo(2);
  }

  @Test
  void thePasswordOfAnAccountIsNeverShown() {
    vault
        .faults()
        .inject(
            "certificates/setissuers",
            Fault.body(
                400,
                "{\"error\":{\"code\":\"BadParameter\",\"message\":\"Wrong: %s\"}}"
                    .formatted(PASSWORD)));
    Run refused =
        Run.with(config)
            .answering(PASSWORD)
            .run(words("certificates issuers set ca --provider DigiCert --ask-password"));
    assertThat(refused.exitCode()).isEqualTo(1);
    assertThat(refused.err()).contains("BadParameter").doesNotContain("Passw0rd");
  }

  @Test
  void contactsAreSetShownAndDeleted() throws Exception {
    fails("certificates contacts show", "404");
    Run set =
        succeeds(
            "certificates contacts set --email pki@example.com --name PKI --phone 4711"
                + " --email ops@example.com");
    assertThat(set.out().lines()).hasSize(3);
    assertThat(sdk.listContacts())
        .extracting(contact -> contact.getEmail() + " " + contact.getName())
        .containsExactly("pki@example.com PKI", "ops@example.com null");
    assertThat(json("certificates contacts show").at("/0/phone").asText()).isEqualTo("4711");
    succeeds("certificates contacts set --email other@example.com");
    assertThat(json("certificates contacts show")).hasSize(1);
    fails("certificates contacts delete", "--yes");
    assertThat(succeeds("certificates contacts delete --yes").out())
        .isEqualToIgnoringNewLines("Deleted 1 contacts.");
    fails("certificates contacts show", "404");
    assertThat(run("certificates contacts set --name PKI").exitCode()).isEqualTo(2);
  }

  /** Answers that the SDK would read for ever, or log. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "certificates/getissuers | issuers show ca | \"account_id\":\"4711\" | \"account_id\":[\"4711\"]",
        "certificates/getissuers | issuers show ca | \"credentials\":{ | \"credentials\":7,\"other\":{",
        "certificates/getissuers | issuers show ca | \"first_name\":\"Ann\" | \"first_name\":{\"a\":1}",
        "certificates/getissuers | issuers show ca | \"enabled\":true | \"enabled\":\"yes\"",
        "certificates/listissuers | issuers list | \"provider\":\"DigiCert\" | \"provider\":[1]",
        "certificates/listissuers | issuers list | \"value\":[ | \"value\":7,\"other\":[",
        "certificates/getcontacts | contacts show | \"contacts\":[ | \"contacts\":7,\"other\":[",
        "certificates/getcontacts | contacts show | \"email\":\"a@example.com\" | \"email\":[1]",
      })
  void aMalformedAnswerIsRefused(String operation, String verb, String from, String to) {
    succeeds(
        "certificates issuers set ca --provider DigiCert --account 4711"
            + " --admin-email a@example.com --admin-first-name Ann");
    succeeds("certificates contacts set --email a@example.com");
    vault
        .faults()
        .inject(
            operation,
            Fault.rewritten(
                body -> {
                  assertThat(body).contains(from);
                  return body.replace(from, to);
                }));
    fails("certificates " + verb, "not what the service promises");
  }
}
