package io.vaultjca.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.stream.StreamSupport;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.Extensions;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.pkcs.PKCS10CertificationRequest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Responses that were recorded from the live service, word for word. */
class RecordedAnswersTest {
  private static final String PREVIEW = "2026-03-01-preview";
  private static final String PLATFORM_MANAGED =
      """
      {'policy':{'platformManaged':{'certificateUsage':'PublicTLSServerAuth',
         'metadata':{'sans':{'dns_names':['sanitized.example.invalid']}}}},
       'attributes':{'enabled':true},'preserveCertOrder':false}
      """;

  private final MovableClock clock = new MovableClock();
  private VaultServer vault;
  private VaultClient client;

  @BeforeEach
  void start() {
    vault =
        VaultServer.builder()
            .clock(clock)
            .deletionDelay(Duration.ofSeconds(10))
            .issueDelay(Duration.ofSeconds(10))
            .start();
    client = new VaultClient(vault, vault.accessToken());
  }

  @AfterEach
  void close() {
    vault.close();
  }

  @ParameterizedTest
  @CsvSource({
    "GET,/deletedkeys/x,key,KeyNotFound",
    "POST,/deletedkeys/x/recover,key,KeyNotFound",
    "DELETE,/deletedkeys/x,key,KeyNotFound",
    "GET,/deletedsecrets/x,secret,SecretNotFound",
    "POST,/deletedsecrets/x/recover,secret,SecretNotFound",
    "GET,/deletedcertificates/x,certificate,CertificateNotFound",
    "POST,/deletedcertificates/x/recover,certificate,CertificateNotFound"
  })
  void deletedObjectThatNeverExistedIsMissing(String method, String path, String kind, String code)
      throws Exception {
    assertError(
        client.send(method, path, null),
        404,
        code,
        "A %s with (name/id) x was not found in this key vault. If you recently deleted this %s you may be able to recover it using the correct recovery command. For help resolving this issue, please see https://go.microsoft.com/fwlink/?linkid=2125182"
            .formatted(kind, kind));
  }

  @Test
  void deletionInProgressHasItsOwnErrorText() throws Exception {
    client.put("/secrets/x", "{'value':'v'}");
    assertError(
        client.get("/deletedsecrets/x"), 404, "SecretNotFound", "Deleted Secret not found: x");
    client.delete("/secrets/x");
    assertError(
        client.get("/deletedsecrets/x"), 404, "SecretNotFound", "Deleted Secret not found: x");
    clock.advance(Duration.ofSeconds(10));
    client.delete("/deletedsecrets/x");
    assertError(
        client.get("/deletedsecrets/x"), 404, "SecretNotFound", "Deleted Secret not found: x");
    clock.advance(Duration.ofSeconds(10));
    assertThat(client.get("/deletedsecrets/x").body().at("/error/message").asText())
        .startsWith("A secret with (name/id) x was not found in this key vault.");
  }

  @ParameterizedTest
  @ValueSource(strings = {"keys", "secrets", "certificates"})
  void malformedBackupHasItsOwnErrorCode(String collection) throws Exception {
    String path = "/" + collection + "/restore";
    assertCorrupt(client.post(path, "{'value':'bm9uLWV4aXN0aW5n'}"));
    // The magic word of another kind, and the right one followed by garbage.
    client.post("/keys/k/create", "{'kty':'EC'}");
    String key = client.post("/keys/k/backup", null).body().get("value").asText();
    String damaged = key.substring(0, key.length() - 8) + "AAAAAAAA";
    assertCorrupt(
        client.post(path, "{'value':'%s'}".formatted(collection.equals("keys") ? damaged : key)));
  }

  private static void assertCorrupt(VaultClient.Answer answer) {
    assertError(answer, 400, "Malformed backup blob", "Backup blob is corrupt.");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "GET|/certificates/x/pending|",
        "PATCH|/certificates/x/pending|{'cancellation_requested':true}",
        "DELETE|/certificates/x/pending|",
        "POST|/certificates/x/pending/merge|{'x5c':['dGVzdA=='],'attributes':{'enabled':false}}"
      })
  void operationOfAMissingCertificateIsMissing(String method, String path, String body)
      throws Exception {
    assertError(
        client.send(method, path, body),
        404,
        "PendingCertificateNotFound",
        "Pending Certificate not found: x");
  }

  @Test
  void deletedOperationLacksPreserveCertOrder() throws Exception {
    client.apiVersion(PREVIEW).post("/certificates/c/create", certificate("Self"));
    clock.advance(Duration.ofSeconds(10));
    assertThat(names(client.get("/certificates/c/pending").body()))
        .containsExactly(
            "id",
            "issuer",
            "csr",
            "cancellation_requested",
            "status",
            "preserveCertOrder",
            "target",
            "request_id");
    assertThat(names(client.delete("/certificates/c/pending").body()))
        .containsExactly(
            "id", "issuer", "csr", "cancellation_requested", "status", "target", "request_id");
    assertError(
        client.delete("/certificates/c/pending"),
        404,
        "PendingCertificateNotFound",
        "Pending Certificate not found: c");
    assertThat(client.get("/certificates/c").status()).isEqualTo(200);
  }

  @ParameterizedTest
  @CsvSource({
    "PUT,/secrets/,405,MethodNotAllowed,HTTP PUT not allowed",
    "PUT,/certificates/issuers/,405,MethodNotAllowed,HTTP PUT not allowed",
    "POST,/certificates//create,405,MethodNotAllowed,HTTP POST not allowed",
    "POST,/keys//create,400,BadParameter,Operation not specified",
    "POST,/keys/k,400,BadParameter,Operation not specified",
    "PUT,/keys/,405,MethodNotAllowed,HTTP PUT not allowed",
    "DELETE,/secrets/,405,MethodNotAllowed,HTTP DELETE not allowed",
    "POST,/secrets/s,405,MethodNotAllowed,HTTP POST not allowed"
  })
  void refusesAnEmptyName(String method, String path, int status, String code, String message)
      throws Exception {
    assertError(client.send(method, path, "{}"), status, code, message);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/secrets/", "/keys/", "/certificates/issuers/", "/deletedkeys/"})
  void trailingSlashOfAListIsIgnored(String path) throws Exception {
    assertThat(client.get(path).body().get("value")).isEmpty();
  }

  @Test
  void refusesAKeyWithoutATypeWithTheServicesText() throws Exception {
    assertError(
        client.post("/keys/k/create", "{'attributes':{}}"),
        400,
        "BadParameter",
        "Property  has invalid value\r\nProperty  has invalid value\r\n");
  }

  @Test
  void importedCertificateKeepsItsSubjectAndGetsTheIssuerOfThePolicy() throws Exception {
    vault.seed("{\"certificates\":[{\"name\":\"c\",\"kty\":\"EC\",\"contentType\":\"pem\"}]}");
    String pem = client.get("/secrets/c").body().get("value").asText().replace("\n", "\\n");
    JsonNode imported =
        client
            .post(
                "/certificates/imported/import",
                "{'value':'%s','policy':{'secret_props':{'contentType':'application/x-pem-file'},'x509_props':{'subject':'CN=AzureSDK'},'issuer':{'name':'Self'}}}"
                    .formatted(pem))
            .body();
    JsonNode policy = imported.get("policy");
    assertThat(policy.at("/x509_props/subject").asText()).isEqualTo("CN=c");
    assertThat(policy.at("/issuer/name").asText()).isEqualTo("Self");
    assertThat(policy.get("lifetime_actions").toString())
        .isEqualTo(
            "[{\"trigger\":{\"lifetime_percentage\":80},\"action\":{\"action_type\":\"AutoRenew\"}}]");
    assertThat(client.get("/certificates/imported/policy").body().get("x509_props"))
        .isEqualTo(policy.get("x509_props"));

    JsonNode without =
        client.post("/certificates/other/import", "{'value':'%s'}".formatted(pem)).body();
    assertThat(without.at("/policy/issuer/name").asText()).isEqualTo("Unknown");
    assertThat(without.at("/policy/lifetime_actions/0/action/action_type").asText())
        .isEqualTo("EmailContacts");
  }

  @Test
  void certificateOfThePlatformIsPendingAndThenRejected() throws Exception {
    client.apiVersion(PREVIEW);
    VaultClient.Answer created = client.post("/certificates/p/create", PLATFORM_MANAGED);
    assertThat(created.status()).as(created.raw().body()).isEqualTo(202);
    assertThat(created.header("Retry-After")).isEqualTo("10");
    assertThat(created.body().at("/issuer/name").asText()).isEqualTo("PlatformManaged");
    assertThat(created.body().get("status").asText()).isEqualTo("inProgress");
    byte[] csr = Base64.getDecoder().decode(created.body().get("csr").asText());
    PKCS10CertificationRequest request = new PKCS10CertificationRequest(csr);
    assertThat(request.getSubject().getRDNs()).isEmpty();
    // RFC 5280, 4.2.1.6: critical if the subject is empty.
    assertThat(
            request
                .getRequestedExtensions()
                .getExtension(Extension.subjectAlternativeName)
                .isCritical())
        .isTrue();

    clock.advance(Duration.ofSeconds(10));
    VaultClient.Answer failed = client.get("/certificates/p/pending");
    assertThat(failed.header("Retry-After")).isNull();
    assertThat(names(failed.body()))
        .containsExactly(
            "id",
            "issuer",
            "csr",
            "cancellation_requested",
            "status",
            "status_details",
            "preserveCertOrder",
            "error",
            "request_id");
    assertThat(failed.body().get("status").asText()).isEqualTo("failed");
    assertThat(failed.body().at("/error/code").asText()).isEqualTo("Request rejected");
    assertThat(failed.body().at("/error/message").asText())
        .startsWith("OneCertV2-PublicCA rejected the request to create a certificate.")
        .contains("The domain has not been registered with OneCert: sanitized.example.invalid.");

    JsonNode bundle = client.get("/certificates/p").body();
    assertThat(names(bundle))
        .containsExactly("id", "attributes", "policy", "pending", "preserveCertOrder");
    assertThat(names(bundle.get("attributes")))
        .containsExactly(
            "enabled", "nbf", "exp", "created", "updated", "recoveryLevel", "recoverableDays");
    assertThat(bundle.at("/attributes/enabled").booleanValue()).isFalse();
    assertThat(bundle.at("/attributes/created").asLong() - bundle.at("/attributes/nbf").asLong())
        .isEqualTo(600);
    JsonNode policy = bundle.get("policy");
    assertThat(names(policy))
        .containsExactly(
            "id",
            "key_props",
            "secret_props",
            "x509_props",
            "lifetime_actions",
            "issuer",
            "attributes",
            "platformManaged");
    assertThat(policy.get("x509_props").toString())
        .isEqualTo(
            "{\"sans\":{\"dns_names\":[\"sanitized.example.invalid\"]},\"ekus\":[\"1.3.6.1.5.5.7.3.1\"],\"key_usage\":[\"digitalSignature\",\"keyEncipherment\"],\"validity_months\":6,\"basic_constraints\":{\"ca\":false}}");
    assertThat(policy.get("lifetime_actions").toString())
        .isEqualTo(
            "[{\"trigger\":{\"lifetime_percentage\":50},\"action\":{\"action_type\":\"AutoRenew\"}}]");
    assertThat(policy.get("platformManaged").toString())
        .isEqualTo(
            "{\"certificateUsage\":\"PublicTLSServerAuth\",\"metadata\":{\"sans\":{\"dns_names\":[\"sanitized.example.invalid\"]}}}");
    assertThat(client.get("/keys/p").status()).isEqualTo(404);
  }

  @Test
  void onlyNewVersionsSupportPlatformManagedCertificates() throws Exception {
    assertError(
        client.apiVersion("7.6").post("/certificates/p/create", PLATFORM_MANAGED),
        400,
        "BadParameter",
        "Certificate issuer 'PlatformManaged' was not found.");
    assertThat(
            client
                .apiVersion(PREVIEW)
                .post("/certificates/p/create", certificate("PlatformManaged"))
                .status())
        .isEqualTo(202);
  }

  @Test
  void requestHasExtensionsAndNamesInTheServicesOrder() throws Exception {
    String csr =
        client
            .post(
                "/certificates/c/create",
                "{'policy':{'key_props':{'kty':'EC'},'x509_props':{'subject':'CN=c','sans':{'dns_names':['a.example'],'uris':['https://a.example'],'ipAddresses':['10.0.0.1']}},'issuer':{'name':'Unknown'}}}")
            .body()
            .get("csr")
            .asText();
    Extensions extensions =
        new PKCS10CertificationRequest(Base64.getDecoder().decode(csr)).getRequestedExtensions();
    assertThat(extensions.getExtensionOIDs())
        .containsExactly(
            Extension.keyUsage,
            Extension.extendedKeyUsage,
            Extension.subjectAlternativeName,
            Extension.basicConstraints);
    Extension names = extensions.getExtension(Extension.subjectAlternativeName);
    assertThat(names.isCritical()).isFalse();
    assertThat(
            Arrays.stream(GeneralNames.getInstance(names.getParsedValue()).getNames())
                .map(GeneralName::getTagNo))
        .containsExactly(2, 6, 7);
  }

  @Test
  void rotationPolicyThatWasNeverSetHasNeitherIdentifierNorAttributes() throws Exception {
    client.post("/keys/k/create", "{'kty':'EC'}");
    assertThat(client.get("/keys/k/rotationpolicy").body().toString())
        .isEqualTo(
            "{\"lifetimeActions\":[{\"trigger\":{\"timeBeforeExpiry\":\"P30D\"},\"action\":{\"type\":\"Notify\"}}],\"attributes\":null}");
  }

  private static String certificate(String issuer) {
    return "{'policy':{'key_props':{'kty':'EC'},'x509_props':{'subject':'CN=c'},'issuer':{'name':'%s'}}}"
        .formatted(issuer);
  }

  private static void assertError(
      VaultClient.Answer answer, int status, String code, String message) {
    assertThat(answer.status()).as(answer.raw().body()).isEqualTo(status);
    assertThat(names(answer.body().get("error"))).containsExactly("code", "message");
    assertThat(answer.body().at("/error/code").asText()).isEqualTo(code);
    assertThat(answer.body().at("/error/message").asText()).isEqualTo(message);
  }

  private static List<String> names(JsonNode node) {
    Iterable<String> names = node::fieldNames;
    return StreamSupport.stream(names.spliterator(), false).toList();
  }
}
