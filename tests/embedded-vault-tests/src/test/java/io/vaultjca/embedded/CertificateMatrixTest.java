package io.vaultjca.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayInputStream;
import java.security.KeyStore;
import java.security.Provider;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Certificates for every kind of key, parsed and verified with BouncyCastle. */
class CertificateMatrixTest {
  private static final Provider BOUNCY_CASTLE = new BouncyCastleProvider();

  private static VaultServer vault;
  private static VaultClient client;

  @BeforeAll
  static void start() {
    vault = VaultServer.start();
    client = new VaultClient(vault, vault.accessToken());
  }

  @AfterAll
  static void close() {
    vault.close();
  }

  @ParameterizedTest
  @CsvSource({
    "RSA,'\"size\":2048',SHA256WITHRSA,sign verify wrapKey unwrapKey",
    "RSA,'\"size\":3072',SHA256WITHRSA,sign verify wrapKey unwrapKey",
    "EC,'\"crv\":\"P-256\"',SHA256WITHECDSA,sign verify",
    "EC,'\"crv\":\"P-256K\"',SHA256WITHECDSA,sign verify",
    "EC,'\"crv\":\"P-384\"',SHA384WITHECDSA,sign verify",
    "EC,'\"crv\":\"P-521\"',SHA512WITHECDSA,sign verify"
  })
  void isSelfSignedAndItsSecretContainsTheKey(
      String kty, String size, String algorithm, String operations) throws Exception {
    String name = "c" + Integer.toHexString(size.hashCode());
    vault.seed(
        "{\"certificates\":[{\"name\":\"%s\",\"kty\":\"%s\",%s}]}".formatted(name, kty, size));
    JsonNode bundle = client.get("/certificates/" + name).body();
    X509Certificate certificate =
        (X509Certificate)
            CertificateFactory.getInstance("X.509", BOUNCY_CASTLE)
                .generateCertificate(
                    new ByteArrayInputStream(
                        Base64.getDecoder().decode(bundle.get("cer").asText())));
    certificate.verify(certificate.getPublicKey(), BOUNCY_CASTLE);
    assertThat(certificate.getSigAlgName()).isEqualToIgnoringCase(algorithm);
    List<String> permitted = new ArrayList<>();
    client
        .get("/keys/" + name)
        .body()
        .at("/key/key_ops")
        .forEach(one -> permitted.add(one.asText()));
    assertThat(String.join(" ", permitted)).isEqualTo(operations);

    KeyStore store = KeyStore.getInstance("PKCS12", BOUNCY_CASTLE);
    store.load(
        new ByteArrayInputStream(
            Base64.getDecoder()
                .decode(client.get("/secrets/" + name).body().get("value").asText())),
        new char[0]);
    String alias = store.aliases().nextElement();
    assertThat(store.isKeyEntry(alias)).isTrue();
    assertThat(store.getCertificate(alias)).isEqualTo(certificate);
  }
}
