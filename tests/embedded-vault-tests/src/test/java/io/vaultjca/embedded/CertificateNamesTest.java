package io.vaultjca.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayInputStream;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.stream.StreamSupport;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.Extensions;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.pkcs.PKCS10CertificationRequest;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Subject alternative names that are URIs and IP addresses: since 2025-06-01-preview, with the
 * specification's names ({@code uris}, {@code ipAddresses}).
 */
class CertificateNamesTest {
  private static final String NAMES =
      "'sans':{'dns_names':['a.example'],'uris':['spiffe://a.example/b'],'ipAddresses':['10.0.0.1','2001:db8::1']}";

  private static VaultServer vault;
  private static VaultClient client;

  @BeforeAll
  static void start() {
    vault = VaultServer.builder().issueDelay(Duration.ZERO).start();
    client = new VaultClient(vault, vault.accessToken());
  }

  @AfterAll
  static void close() {
    vault.close();
  }

  @Test
  void areInTheRequest() throws Exception {
    JsonNode operation = create("requested", "Unknown");
    PKCS10CertificationRequest request =
        new PKCS10CertificationRequest(Base64.getDecoder().decode(operation.get("csr").asText()));
    Extensions extensions =
        Extensions.getInstance(
            request
                .getAttributes(PKCSObjectIdentifiers.pkcs_9_at_extensionRequest)[0]
                .getAttributeValues()[0]);
    GeneralName[] names =
        GeneralNames.fromExtensions(extensions, Extension.subjectAlternativeName).getNames();
    assertThat(names)
        .extracting(GeneralName::getTagNo)
        .containsExactlyInAnyOrder(
            GeneralName.dNSName,
            GeneralName.uniformResourceIdentifier,
            GeneralName.iPAddress,
            GeneralName.iPAddress);
  }

  @Test
  void areInTheCertificateAndItsPolicy() throws Exception {
    create("signed", "Self");
    JsonNode bundle = client.get("/certificates/signed").body();
    X509Certificate certificate =
        (X509Certificate)
            CertificateFactory.getInstance("X.509")
                .generateCertificate(
                    new ByteArrayInputStream(
                        Base64.getDecoder().decode(bundle.get("cer").asText())));
    List<Object> names =
        certificate.getSubjectAlternativeNames().stream().<Object>map(name -> name.get(1)).toList();
    assertThat(names)
        .containsExactlyInAnyOrder(
            "a.example", "spiffe://a.example/b", "10.0.0.1", "2001:db8:0:0:0:0:0:1");
    for (JsonNode policy :
        List.of(bundle.get("policy"), client.get("/certificates/signed/policy").body())) {
      assertThat(texts(policy, "uris")).containsExactly("spiffe://a.example/b");
      assertThat(texts(policy, "ipAddresses")).containsExactly("10.0.0.1", "2001:db8::1");
    }
    JsonNode old =
        new VaultClient(vault, vault.accessToken())
            .apiVersion("7.6")
            .get("/certificates/signed")
            .body();
    assertThat(old.at("/policy/x509_props/sans").toString())
        .isEqualTo("{\"dns_names\":[\"a.example\"]}");
  }

  @Test
  void areKeptInABackupAndSetInSeeds() throws Exception {
    create("kept", "Self");
    String blob = client.post("/certificates/kept/backup", null).body().get("value").asText();
    try (VaultServer another = VaultServer.start()) {
      VaultClient there = new VaultClient(another, another.accessToken());
      JsonNode restored =
          there.post("/certificates/restore", "{'value':'%s'}".formatted(blob)).body();
      assertThat(texts(restored.get("policy"), "uris")).containsExactly("spiffe://a.example/b");
      another.seed(
          "{\"certificates\":[{\"name\":\"s\",\"kty\":\"EC\",\"uris\":[\"urn:s\"],\"ipAddresses\":[\"::1\"]}]}");
      JsonNode policy = there.get("/certificates/s/policy").body();
      assertThat(texts(policy, "uris")).containsExactly("urn:s");
      assertThat(texts(policy, "ipAddresses")).containsExactly("::1");
    }
  }

  @Test
  void unknownToAnEarlierVersionAreAbsent() throws Exception {
    client.post(
        "/certificates/alone/create",
        "{'policy':{'key_props':{'kty':'EC'},'x509_props':{'subject':'','sans':{'uris':['urn:a']}},'issuer':{'name':'Unknown'}}}");
    JsonNode old =
        new VaultClient(vault, vault.accessToken())
            .apiVersion("7.6")
            .get("/certificates/alone/policy")
            .body();
    assertThat(old.get("x509_props").has("sans")).isFalse();
    assertThat(texts(client.get("/certificates/alone/policy").body(), "uris"))
        .containsExactly("urn:a");
  }

  private static JsonNode create(String name, String issuer) throws Exception {
    VaultClient.Answer answer =
        client.post(
            "/certificates/" + name + "/create",
            "{'policy':{'key_props':{'kty':'EC'},'x509_props':{'subject':'CN=%s',%s},'issuer':{'name':'%s'}}}"
                .formatted(name, NAMES, issuer));
    assertThat(answer.status()).as("%s", answer.body()).isEqualTo(202);
    return answer.body();
  }

  private static List<String> texts(JsonNode policy, String member) {
    return StreamSupport.stream(policy.at("/x509_props/sans").path(member).spliterator(), false)
        .map(JsonNode::asText)
        .toList();
  }
}
