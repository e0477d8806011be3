package io.vaultjca.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.NoSuchAlgorithmException;
import java.security.Provider;
import java.security.Security;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;

/** The provider under test may come first in the same JVM; the vault must not call it. */
@Isolated("It registers a provider.")
class NamedProvidersTest {
  private final Recorder recorder = new Recorder();

  @BeforeEach
  void insertFirst() {
    Security.insertProviderAt(recorder, 1);
  }

  @AfterEach
  void leave() {
    Security.removeProvider(recorder.getName());
  }

  @Test
  void neverCallsTheFirstProvider() throws Exception {
    String digest = "A".repeat(43);
    try (VaultServer vault = VaultServer.start();
        VaultServer hsm = VaultServer.builder().managedHsm(true).start()) {
      VaultClient client = new VaultClient(vault, vault.accessToken());
      vault.seed(
          """
          {"keys": [{"name": "r"}, {"name": "e", "kty": "EC"},
                    {"name": "k", "kty": "EC", "crv": "P-256K"}],
           "certificates": [{"name": "c", "chain": 2}, {"name": "p", "contentType": "pem"}]}
          """);
      for (String algorithm : List.of("RS256", "PS256")) {
        assertOk(client.post("/keys/r//sign", sign(algorithm, digest)));
      }
      assertOk(client.post("/keys/e//sign", sign("ES256", digest)));
      assertOk(client.post("/keys/k//sign", sign("ES256K", digest)));
      for (String algorithm : List.of("RSA1_5", "RSA-OAEP", "RSA-OAEP-256")) {
        VaultClient.Answer sealed = client.post("/keys/r//encrypt", sign(algorithm, "AAAA"));
        assertOk(sealed);
        assertOk(
            client.post("/keys/r//decrypt", sign(algorithm, sealed.body().get("value").asText())));
      }
      assertOk(client.get("/secrets/c"));
      VaultClient.Answer pem = client.get("/secrets/p");
      assertOk(
          client.post(
              "/certificates/imported/import",
              "{'value':'%s'}".formatted(pem.body().get("value").asText().replace("\n", "\\n"))));
      VaultClient.Answer pkcs12 = client.get("/secrets/imported");
      assertOk(pkcs12);
      assertOk(client.post("/certificates/c/backup", null));
      VaultClient hsmClient = new VaultClient(hsm, hsm.accessToken());
      assertOk(hsmClient.post("/keys/o/create", "{'kty':'oct-HSM'}"));
      assertOk(hsmClient.post("/keys/o//sign", sign("HS256", digest)));
      assertOk(hsmClient.post("/keys/o//encrypt", sign("A256GCM", "AAAA")));
      assertOk(hsmClient.post("/keys/o//wrapkey", sign("A256KW", "A".repeat(43))));
      VaultClient preview =
          new VaultClient(hsm, hsm.accessToken()).apiVersion("2026-05-01-preview");
      assertOk(preview.post("/keys/m/create", "{'kty':'AKP','alg':'ML-DSA-44'}"));
      String mu = "A".repeat(86);
      VaultClient.Answer signed =
          preview.post("/keys/m//sign", "{'external_mu':'%s'}".formatted(mu));
      assertOk(signed);
      assertOk(
          preview.post(
              "/keys/m//verify",
              "{'external_mu':'%s','value':'%s'}"
                  .formatted(mu, signed.body().get("value").asText())));
      VaultClient.Answer backup = preview.post("/keys/m/backup", null);
      assertOk(preview.delete("/keys/m"));
      assertThat(preview.delete("/deletedkeys/m").status()).isEqualTo(204);
      assertOk(
          preview.post(
              "/keys/restore", "{'value':'%s'}".formatted(backup.body().get("value").asText())));
    }
    assertThat(recorder.asked).isEmpty();
  }

  private static String sign(String algorithm, String value) {
    return "{'alg':'%s','value':'%s'}".formatted(algorithm, value);
  }

  private static void assertOk(VaultClient.Answer answer) {
    assertThat(answer.status()).as(answer.raw().body()).isEqualTo(200);
  }

  /** Has the services of a provider for vault keys, and records its callers. */
  private static final class Recorder extends Provider {
    private static final long serialVersionUID = 1;
    private final transient Queue<String> asked = new ConcurrentLinkedQueue<>();

    Recorder() {
      super("Recorder", "1", "remembers who asks");
      for (String signature :
          List.of(
              "SHA256withRSA",
              "SHA384withRSA",
              "SHA512withRSA",
              "RSASSA-PSS",
              "NONEwithRSA",
              "SHA256withECDSA",
              "SHA384withECDSA",
              "SHA512withECDSA",
              "NONEwithECDSA",
              "NONEwithECDSAinP1363Format")) {
        putService(new Recorded("Signature", signature));
      }
      for (String cipher :
          List.of(
              "RSA",
              "RSA/ECB/PKCS1Padding",
              "RSA/ECB/OAEPPadding",
              "AES/GCM/NoPadding",
              "AES/CBC/NoPadding",
              "AES/KW/NoPadding",
              "AES/KWP/NoPadding")) {
        putService(new Recorded("Cipher", cipher));
      }
      putService(new Recorded("Mac", "HmacSHA256"));
      putService(new Recorded("KeyPairGenerator", "RSA"));
      putService(new Recorded("KeyPairGenerator", "EC"));
      putService(new Recorded("KeyFactory", "RSA"));
      putService(new Recorded("KeyFactory", "EC"));
      for (String type : List.of("Signature", "KeyPairGenerator", "KeyFactory")) {
        for (String mlDsa : List.of("ML-DSA", "ML-DSA-44", "ML-DSA-EXTERNAL-MU")) {
          putService(new Recorded(type, mlDsa));
        }
      }
      putService(new Recorded("KeyStore", "PKCS12"));
    }

    private final class Recorded extends Service {
      Recorded(String type, String algorithm) {
        super(Recorder.this, type, algorithm, "none", null, null);
      }

      @Override
      public Object newInstance(Object parameter) throws NoSuchAlgorithmException {
        List<String> frames =
            Arrays.stream(new Throwable().getStackTrace())
                .map(StackTraceElement::getClassName)
                .toList();
        // The JDK's TLS engine and this test's client look up services by algorithm, as always.
        boolean byTheVault =
            frames.stream()
                .takeWhile(frame -> !frame.startsWith("sun.security.ssl"))
                .anyMatch(frame -> frame.startsWith("io.vaultjca.embedded.crypto"));
        if (byTheVault) {
          asked.add(getType() + " " + getAlgorithm() + " " + frames);
        }
        throw new NoSuchAlgorithmException("only a recorder");
      }

      @Override
      public boolean supportsParameter(Object parameter) {
        return true;
      }
    }
  }
}
