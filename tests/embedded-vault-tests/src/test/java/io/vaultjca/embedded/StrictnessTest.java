package io.vaultjca.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.net.http.HttpRequest;
import java.security.KeyPairGenerator;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.bouncycastle.pkcs.PKCS12PfxPduBuilder;
import org.bouncycastle.pkcs.PKCS12SafeBagBuilder;
import org.bouncycastle.pkcs.bc.BcPKCS12MacCalculatorBuilder;
import org.bouncycastle.pkcs.jcajce.JcaPKCS12SafeBagBuilder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Details that no SDK sends or shows: headers, refusals, the rules of state. */
class StrictnessTest {
  private VaultServer vault;
  private VaultClient client;

  @BeforeEach
  void start() {
    vault = VaultServer.start();
    client = new VaultClient(vault, vault.accessToken());
    vault.seed("{\"keys\":[{\"name\":\"k\",\"kty\":\"EC\"}]}");
  }

  @AfterEach
  void close() {
    vault.close();
  }

  @Test
  void challengesARequestWithoutAToken() throws Exception {
    VaultClient.Answer answer = new VaultClient(vault, null).post("/keys/new/create", null);
    assertThat(answer.status()).isEqualTo(401);
    assertThat(answer.header("WWW-Authenticate"))
        .matches(
            "Bearer authorization=\"https://[^\"]+/[0-9a-f-]{36}\", resource=\"https://vault.azure.net\"");
    assertThat(answer.body().toString())
        .isEqualTo(
            "{\"error\":{\"code\":\"Unauthorized\",\"message\":\"AKV10000: Request is missing a Bearer, PoP, or MTLS_POP token.\"}}");
  }

  @Test
  void sendsTheVaultsHeadersWithEveryResponse() throws Exception {
    VaultClient.Answer answer = client.get("/keys/k");
    assertThat(answer.header("Content-Type")).isEqualTo("application/json; charset=utf-8");
    assertThat(answer.header("Cache-Control")).isEqualTo("no-cache");
    assertThat(answer.header("Pragma")).isEqualTo("no-cache");
    assertThat(answer.header("Expires")).isEqualTo("-1");
    assertThat(answer.header("X-Content-Type-Options")).isEqualTo("nosniff");
    assertThat(answer.header("Strict-Transport-Security"))
        .isEqualTo("max-age=31536000;includeSubDomains");
    assertThat(answer.header("x-ms-request-id")).matches("[0-9a-f-]{36}");
    assertThat(answer.header("x-ms-keyvault-region")).isEqualTo("westus");
    assertThat(answer.header("x-ms-keyvault-service-version")).matches("1\\.9\\.\\d+\\.\\d+");
    assertThat(answer.header("Date")).endsWith("GMT");
    assertThat(answer.header("Content-Length"))
        .isEqualTo(Integer.toString(answer.raw().body().length()));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "'/keys?api-version='|api-version must be specified",
        "/keys?api-version=9.9|The specified version (9.9) is not recognized. Consider using the latest supported version (2025-07-01).",
        "/keys/a_b?api-version=7.4|The request URI contains an invalid name: a_b",
        "/keys?api-version=7.4&maxresults=26|Invalid maxresults: 26. It must be between 1 and 25.",
        "/keys?api-version=7.4&maxresults=x|Invalid value for maxresults: x"
      })
  void refusesAMalformedRequest(String target, String message) throws Exception {
    assertBadParameter(client.apiVersion(null).get(target), message);
  }

  @ParameterizedTest
  @CsvSource({"7.0", "7.3", "7.4", "7.5-preview.1", "7.6", "2025-07-01", "2026-03-01-preview"})
  void acceptsKnownVersionsAndReturnsThePlatformOnlyInNewOnes(String version) throws Exception {
    JsonNode attributes = client.apiVersion(version).get("/keys/k").body().get("attributes");
    boolean old = version.compareTo("7.5") < 0 && version.startsWith("7.");
    assertThat(attributes.has("hsmPlatform")).isEqualTo(!old);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{'kty':'RSA','foo':1}|Property foo is not recognized",
        "{'kty':'DSA'}|Invalid kty value: 'DSA'",
        "{'kty':'oct'}|Invalid kty value: 'oct'",
        "{'kty':'RSA','key_size':1024}|Invalid key size: '1024'",
        "{'kty':'RSA','key_size':'2048'}|Property key_size has invalid value",
        "{'kty':'EC','crv':'P-224'}|Invalid elliptic curve: 'P-224'",
        "{'kty':'EC','key_ops':['encrypt']}|Invalid key operation 'encrypt' for a key of type 'EC'",
        "[]|The request body must be a JSON object.",
        "{|The request body is not valid JSON."
      })
  void refusesAMalformedBody(String body, String message) throws Exception {
    assertBadParameter(client.post("/keys/new/create", body.replace("''", "'")), message);
  }

  @Test
  void refusesABodyThatIsNotJson() throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(
                URI.create(vault.uri() + "/keys/new/create?api-version=" + VaultClient.API))
            .header("Authorization", "Bearer " + vault.accessToken())
            .header("Content-Type", "text/plain")
            .POST(HttpRequest.BodyPublishers.ofString("{\"kty\":\"RSA\"}"))
            .build();
    assertThat(client.send(request).status()).isEqualTo(415);
  }

  @Test
  void reportsAMissingObjectWithTheServicesText() throws Exception {
    VaultClient.Answer answer = client.get("/keys/none/");
    assertThat(answer.status()).isEqualTo(404);
    assertThat(answer.body().at("/error/code").asText()).isEqualTo("KeyNotFound");
    assertThat(answer.body().at("/error/message").asText())
        .isEqualTo(
            "A key with (name/id) none was not found in this key vault. If you recently deleted this key you may be able to recover it using the correct recovery command. For help resolving this issue, please see https://go.microsoft.com/fwlink/?linkid=2125182");
    assertThat(answer.body().get("error").has("innererror")).isFalse();
    String version = "0123456789abcdef0123456789abcdef";
    assertThat(client.get("/keys/k/" + version).body().at("/error/message").asText())
        .contains("(name/id) k/" + version + " was");
  }

  @Test
  void acceptsNamesAndOperationsInAnyCaseAndAnEmptyVersion() throws Exception {
    String kid = client.get("/keys/k").body().at("/key/kid").asText();
    assertThat(client.get("/KEYS/K/").body().at("/key/kid").asText()).isEqualTo(kid);
    String body = "{'alg':'ES256','value':'%s'}".formatted("A".repeat(43));
    assertThat(client.post("/keys/K//Sign", body).body().get("kid").asText()).isEqualTo(kid);
  }

  @Test
  void refusesToUseADisabledKeyButReturnsIt() throws Exception {
    client.patch("/keys/k/", "{'attributes':{'enabled':false}}");
    assertThat(client.get("/keys/k").status()).isEqualTo(200);
    VaultClient.Answer answer =
        client.post("/keys/k//sign", "{'alg':'ES256','value':'%s'}".formatted("A".repeat(43)));
    assertThat(answer.status()).isEqualTo(403);
    assertThat(answer.body().toString())
        .isEqualTo(
            "{\"error\":{\"code\":\"Forbidden\",\"message\":\"Operation sign is not allowed on a disabled key.\",\"innererror\":{\"code\":\"KeyDisabled\"}}}");
  }

  @Test
  void allowsOnlyReadingOldDataOutsideNbfAndExp() throws Exception {
    vault.seed(
        "{\"keys\":[{\"name\":\"expired\",\"exp\":1000},{\"name\":\"early\",\"nbf\":9999999999}]}");
    String digest = "A".repeat(43);
    for (String key : List.of("expired", "early")) {
      VaultClient.Answer signed =
          client.post("/keys/" + key + "//sign", "{'alg':'RS256','value':'%s'}".formatted(digest));
      assertThat(signed.status()).isEqualTo(403);
      assertThat(signed.body().at("/error/innererror/code").asText())
          .isEqualTo(key.equals("expired") ? "KeyExpired" : "KeyNotYetValid");
      assertThat(
              client
                  .post(
                      "/keys/" + key + "//verify",
                      "{'alg':'RS256','digest':'%s','value':'AA'}".formatted(digest))
                  .status())
          .isEqualTo(200);
      assertThat(
              client.post("/keys/" + key + "//encrypt", "{'alg':'RSA-OAEP','value':'AA'}").status())
          .isEqualTo(403);
      assertThat(
              client.post("/keys/" + key + "//decrypt", "{'alg':'RSA-OAEP','value':'AA'}").status())
          .isEqualTo(400);
    }
  }

  @Test
  void passesThroughTheStatesOfDeletion() throws Exception {
    MovableClock clock = new MovableClock();
    try (VaultServer slow =
        VaultServer.builder().deletionDelay(Duration.ofSeconds(10)).clock(clock).start()) {
      VaultClient slowly = new VaultClient(slow, slow.accessToken());
      slow.seed("{\"keys\":[{\"name\":\"k\",\"kty\":\"EC\"}]}");
      assertThat(slowly.delete("/keys/k").status()).isEqualTo(200);
      assertThat(slowly.get("/keys/k").status()).isEqualTo(404);
      assertThat(slowly.get("/deletedkeys/k").body().at("/error/message").asText())
          .isEqualTo("Deleted Key not found: k");
      assertConflict(slowly, "ObjectIsBeingDeleted");
      clock.advance(Duration.ofSeconds(10));
      assertThat(slowly.get("/deletedkeys/k").status()).isEqualTo(200);
      assertConflict(slowly, "ObjectIsDeletedButRecoverable");
      assertThat(slowly.post("/deletedkeys/k/recover", null).status()).isEqualTo(200);
      assertThat(slowly.get("/keys/k").status()).isEqualTo(404);
      assertConflict(slowly, "ObjectIsBeingRecovered");
      clock.advance(Duration.ofSeconds(10));
      assertThat(slowly.get("/keys/k").status()).isEqualTo(200);
      slowly.delete("/keys/k");
      clock.advance(Duration.ofSeconds(10));
      VaultClient.Answer purged = slowly.delete("/deletedkeys/k");
      assertThat(purged.status()).isEqualTo(204);
      assertThat(purged.header("Content-Type")).isNull();
      assertThat(purged.header("Content-Length")).isNull();
      assertConflict(slowly, "ObjectIsBeingDeleted");
      clock.advance(Duration.ofSeconds(10));
      assertThat(slowly.post("/keys/k/create", "{'kty':'EC'}").status()).isEqualTo(200);
    }
  }

  @Test
  void refusesToPurgeUnderPurgeProtection() throws Exception {
    try (VaultServer guarded =
        VaultServer.builder().purgeProtection(true).deletionDelay(Duration.ZERO).start()) {
      VaultClient guardedClient = new VaultClient(guarded, guarded.accessToken());
      guarded.seed("{\"keys\":[{\"name\":\"k\",\"kty\":\"EC\"}]}");
      assertThat(guardedClient.get("/keys/k").body().at("/attributes/recoveryLevel").asText())
          .isEqualTo("CustomizedRecoverable");
      guardedClient.delete("/keys/k");
      VaultClient.Answer refused = guardedClient.delete("/deletedkeys/k");
      assertThat(refused.status()).isEqualTo(403);
      assertThat(refused.body().at("/error/message").asText())
          .startsWith("Operation \"purge\" is not allowed because purge protection is enabled");
    }
  }

  @Test
  void refusalsFollowThePermissionModel() throws Exception {
    try (VaultServer old = VaultServer.builder().accessPolicies(true).start()) {
      VaultClient limited = new VaultClient(old, old.accessToken("keys/get"));
      JsonNode error =
          limited.post("/keys/k//sign", "{'alg':'ES256','value':'AA'}").body().get("error");
      assertThat(error.at("/innererror/code").asText()).isEqualTo("ForbiddenByPolicy");
      assertThat(error.get("message").asText())
          .contains("does not have keys sign permission on key vault '");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "GET,/keys/k/versions,keys list",
    "GET,/deletedkeys,keys list",
    "GET,/deletedkeys/k,keys get",
    "GET,/keys/k/v/attestation,keys get",
    "PUT,/keys/k/rotationpolicy,keys setrotationpolicy",
    "POST,/keys/k/v/unwrapkey,keys unwrapKey",
    "PATCH,/secrets/s/,secrets set",
    "GET,/deletedsecrets/s,secrets get",
    "PATCH,/certificates/c/policy,certificates update",
    "GET,/certificates/c/pending,certificates get",
    "POST,/certificates/c/pending/merge,certificates create",
    "GET,/certificates/contacts,certificates managecontacts",
    "PATCH,/certificates/issuers/i,certificates setissuers"
  })
  void namesTheMissingPermissionAndAcceptsIt(String method, String path, String permission)
      throws Exception {
    try (VaultServer old = VaultServer.builder().accessPolicies(true).start()) {
      VaultClient limited = new VaultClient(old, old.accessToken("rng"));
      VaultClient.Answer refused = limited.send(method, path, null);
      assertThat(refused.body().at("/error/innererror/code").asText())
          .isEqualTo("ForbiddenByPolicy");
      assertThat(refused.body().at("/error/message").asText())
          .contains("' does not have " + permission + " permission on key vault '");
      limited.token(old.accessToken(permission.replace(' ', '/')));
      assertThat(limited.send(method, path, null).status()).isNotEqualTo(403);
    }
  }

  @Test
  void manageIssuersPermitsOnlyOperationsOnIssuers() throws Exception {
    client.token(vault.accessToken("certificates/manageIssuers"));
    assertThat(client.put("/certificates/issuers/i", "{'provider':'x'}").status()).isEqualTo(200);
    assertThat(client.get("/certificates/issuers").status()).isEqualTo(200);
    assertThat(client.delete("/certificates/issuers/i").status()).isEqualTo(200);
    assertThat(client.get("/certificates/contacts").status()).isEqualTo(403);
    client.token(vault.accessToken("keys/versions"));
    assertThat(client.get("/keys/k/versions").status()).isEqualTo(200);
    assertThat(client.get("/keys").status()).isEqualTo(403);
  }

  @Test
  void nextLinkKeepsMaxresultsAndDropsIncludePending() throws Exception {
    vault.seed("{\"certificates\":[{\"count\":3,\"name\":\"c%d\",\"kty\":\"EC\"}]}");
    JsonNode page = client.get("/certificates?includePending=false&maxresults=2").body();
    assertThat(page.get("value")).hasSize(2);
    assertThat(page.get("nextLink").asText())
        .matches(
            "https://localhost:\\d+/certificates\\?api-version=2025-07-01&\\$skiptoken=[\\w-]+&maxresults=2");
    List<String> members = new ArrayList<>();
    page.get("value").get(0).fieldNames().forEachRemaining(members::add);
    assertThat(members).containsExactly("id", "x5t", "attributes", "subject");
    assertThat(page.at("/value/0/attributes").has("recoveryLevel")).isFalse();
  }

  @Test
  void keepsCertificatesApartFromKeysAndSecretsOfTheSameName() throws Exception {
    String create =
        "{'policy':{'key_props':{'kty':'EC'},'x509_props':{'subject':'CN=k'},'issuer':{'name':'Self'}}}";
    assertThat(client.post("/certificates/k/create", create).status()).isEqualTo(409);
    vault.seed("{\"certificates\":[{\"name\":\"c\",\"kty\":\"EC\"}]}");
    assertThat(client.post("/keys/c/create", "{'kty':'EC'}").status()).isEqualTo(403);
    assertThat(client.put("/secrets/c", "{'value':'v'}").status()).isEqualTo(403);
    assertThat(client.delete("/keys/c").status()).isEqualTo(403);
    assertThat(client.delete("/secrets/c").status()).isEqualTo(403);
    client.delete("/keys/k");
    VaultClient.Answer refused = client.post("/certificates/k/create", create);
    assertThat(refused.status()).isEqualTo(409);
    assertThat(refused.body().at("/error/innererror/code").asText()).startsWith("ObjectIs");
  }

  @ParameterizedTest
  @CsvSource({"Self", "Unknown"})
  void pendingCertificateReservesTheNamesOfItsKeyAndSecret(String issuer) throws Exception {
    String backup = client.post("/keys/k/backup", null).body().get("value").asText();
    client.put("/secrets/s", "{'value':'v'}");
    String secret = client.post("/secrets/s/backup", null).body().get("value").asText();
    MovableClock clock = new MovableClock();
    try (VaultServer slow =
        VaultServer.builder().issueDelay(Duration.ofSeconds(10)).clock(clock).start()) {
      VaultClient slowly = new VaultClient(slow, slow.accessToken());
      String create = certificate("CN=k", issuer);
      for (String name : List.of("k", "s")) {
        assertThat(slowly.post("/certificates/" + name + "/create", create).status())
            .isEqualTo(202);
      }
      String taken = "There is already a certificate named %s, whose key and secret have its name.";
      assertConflict(slowly.post("/keys/K/create", "{'kty':'EC'}"), taken.formatted("K"));
      assertConflict(slowly.put("/secrets/k", "{'value':'v'}"), taken.formatted("k"));
      assertConflict(
          slowly.post("/keys/restore", "{'value':'%s'}".formatted(backup)), taken.formatted("k"));
      assertConflict(
          slowly.post("/secrets/restore", "{'value':'%s'}".formatted(secret)),
          taken.formatted("s"));
      assertThatIllegalArgumentException()
          .isThrownBy(() -> slow.seed("{\"keys\":[{\"name\":\"k\"}]}"))
          .withMessage("the key k (line 1): " + taken.formatted("k"));

      clock.advance(Duration.ofSeconds(10));
      assertThat(slowly.get("/certificates/k/pending").body().get("status").asText())
          .isEqualTo(issuer.equals("Self") ? "completed" : "inProgress");
      assertThat(slowly.get("/keys/k").status()).isEqualTo(issuer.equals("Self") ? 200 : 404);

      // A deleted certificate keeps the name, too: it can be recovered.
      assertThat(slowly.delete("/certificates/s").status()).isEqualTo(200);
      clock.advance(Duration.ofSeconds(1));
      VaultClient.Answer refused = slowly.put("/secrets/s", "{'value':'v'}");
      assertThat(refused.status()).isEqualTo(409);
      assertThat(refused.body().at("/error/innererror/code").asText())
          .isEqualTo("ObjectIsDeletedButRecoverable");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "'ekus':['x']|Invalid extended key usage 'x': it is no object identifier.",
        "'sans':{'ipAddresses':['10.0.0.256']}|Invalid IP address '10.0.0.256'.",
        "'sans':{'dns_names':['b\u00fccher.example']}|Invalid subject alternative name 'b\u00fccher.example': it is not ASCII.",
        "'subject':'nobody'|Invalid subject name 'nobody'."
      })
  void refusesAPolicyThatCannotBecomeACertificate(String wrong, String message) throws Exception {
    String x509 = "{'x509_props':{'subject':'CN=c',%s}".formatted(wrong);
    if (wrong.contains("'subject'")) {
      x509 = "{'x509_props':{%s}".formatted(wrong);
    }
    assertBadParameter(
        client.post(
            "/certificates/new/create",
            "{'policy':%s,'key_props':{'kty':'EC'},'issuer':{'name':'Self'}}}".formatted(x509)),
        message);
    vault.seed("{\"certificates\":[{\"name\":\"c\",\"kty\":\"EC\"}]}");
    assertBadParameter(client.patch("/certificates/c/policy", x509 + "}"), message);
    assertThat(client.get("/certificates/c/policy").body().at("/x509_props/subject").asText())
        .isEqualTo("CN=c");
  }

  @ParameterizedTest
  @ValueSource(strings = {"P999999999Y", "P9999999999D", "P8031Y", "P1X", "-P1Y"})
  void refusesARotationPolicyThatEndsBeyondTheCalendar(String expiry) throws Exception {
    VaultClient.Answer refused =
        client.put(
            "/keys/k/rotationpolicy", "{'attributes':{'expiryTime':'%s'}}".formatted(expiry));
    assertThat(refused.status()).isEqualTo(400);
    assertThat(refused.body().at("/error/message").asText())
        .startsWith("Property expiryTime has invalid value");
  }

  @Test
  void refusesAPkcs12FileWithoutACertificate() throws Exception {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(new ECGenParameterSpec("secp256r1"));
    PKCS12PfxPduBuilder file = new PKCS12PfxPduBuilder();
    PKCS12SafeBagBuilder key =
        new JcaPKCS12SafeBagBuilder(generator.generateKeyPair().getPrivate());
    file.addData(key.build());
    String value =
        Base64.getEncoder()
            .encodeToString(
                file.build(new BcPKCS12MacCalculatorBuilder(), new char[0]).getEncoded());
    assertBadParameter(
        client.post("/certificates/c/import", "{'value':'%s'}".formatted(value)),
        "The specified PKCS#12 X.509 certificate content does not contain the certificate of its private key.");
    assertThat(client.get("/certificates/c").status()).isEqualTo(404);
  }

  @Test
  void refusesAnUnpairedSurrogate() throws Exception {
    assertBadParameter(
        client.put("/secrets/s", "{'value':'\\ud83d'}"),
        "The request body is not valid UTF-8 text.");
    assertThat(client.put("/secrets/s", "{'value':'\\ud83d\\ude00'}").status()).isEqualTo(200);
    assertThat(client.get("/secrets/s").body().get("value").asText()).isEqualTo("\ud83d\ude00");
  }

  @Test
  void deletingThePendingCertificateFreesItsName() throws Exception {
    client.post("/certificates/c/create", certificate("CN=c", "Unknown"));
    assertThat(client.post("/keys/c/create", "{'kty':'EC'}").status()).isEqualTo(409);
    assertThat(client.delete("/certificates/c/pending").status()).isEqualTo(200);
    assertThat(client.post("/keys/c/create", "{'kty':'EC'}").status()).isEqualTo(200);
    assertThat(client.delete("/keys/c").status()).isEqualTo(200);
    assertThat(client.get("/keys").status()).isEqualTo(200);
  }

  private static String certificate(String subject, String issuer) {
    return "{'policy':{'key_props':{'kty':'EC'},'x509_props':{'subject':'%s'},'issuer':{'name':'%s'}}}"
        .formatted(subject, issuer);
  }

  private static void assertConflict(VaultClient.Answer refused, String message) {
    assertThat(refused.status()).isEqualTo(409);
    assertThat(refused.body().at("/error/code").asText()).isEqualTo("Conflict");
    assertThat(refused.body().at("/error/message").asText()).isEqualTo(message);
  }

  @Test
  void doesNotIssueADeletedCertificate() throws Exception {
    MovableClock clock = new MovableClock();
    try (VaultServer slow =
        VaultServer.builder().issueDelay(Duration.ofSeconds(10)).clock(clock).start()) {
      VaultClient slowly = new VaultClient(slow, slow.accessToken());
      slowly.post(
          "/certificates/c/create",
          "{'policy':{'key_props':{'kty':'EC'},'x509_props':{'subject':'CN=c'},'issuer':{'name':'Self'}}}");
      assertThat(slowly.delete("/certificates/c").status()).isEqualTo(200);
      clock.advance(Duration.ofSeconds(11));
      assertThat(slowly.get("/keys/c").status()).isEqualTo(404);
      assertThat(slowly.get("/deletedcertificates/c").status()).isEqualTo(200);
      assertThat(slowly.post("/deletedcertificates/c/recover", null).status()).isEqualTo(200);
      clock.advance(Duration.ofSeconds(1));
      assertThat(slowly.get("/certificates/c/pending").body().get("status").asText())
          .isEqualTo("cancelled");
    }
  }

  @Test
  void refusesAnOversizedSecretAndTooManyTags() throws Exception {
    assertThat(client.put("/secrets/s", "{'value':'%s'}".formatted("x".repeat(25_600))).status())
        .isEqualTo(200);
    assertThat(client.put("/secrets/s", "{'value':'%s'}".formatted("x".repeat(25_601))).status())
        .isEqualTo(400);
    StringBuilder tags = new StringBuilder("'a':'b'");
    for (int i = 0; i < 15; i++) {
      tags.append(",'t").append(i).append("':'v'");
    }
    assertThat(client.put("/secrets/s", "{'value':'v','tags':{%s}}".formatted(tags)).status())
        .isEqualTo(400);
  }

  private static void assertConflict(VaultClient client, String innerCode) throws Exception {
    VaultClient.Answer refused = client.post("/keys/k/create", "{'kty':'EC'}");
    assertThat(refused.status()).isEqualTo(409);
    assertThat(refused.body().at("/error/code").asText()).isEqualTo("Conflict");
    assertThat(refused.body().at("/error/innererror/code").asText()).isEqualTo(innerCode);
  }

  private static void assertBadParameter(VaultClient.Answer answer, String message) {
    assertThat(answer.status()).as(answer.raw().body()).isEqualTo(400);
    assertThat(answer.body().at("/error/code").asText()).isEqualTo("BadParameter");
    assertThat(answer.body().at("/error/message").asText()).isEqualTo(message);
  }
}
