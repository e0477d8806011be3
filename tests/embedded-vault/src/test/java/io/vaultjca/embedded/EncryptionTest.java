package io.vaultjca.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.security.spec.MGF1ParameterSpec;
import java.util.Base64;
import javax.crypto.Cipher;
import javax.crypto.spec.OAEPParameterSpec;
import javax.crypto.spec.PSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Encryption and key wrap with RSA: what the JDK encrypts with the public key, the vault decrypts.
 */
class EncryptionTest {
  private static final byte[] SECRET =
      "a content key of 32 octets length".getBytes(StandardCharsets.UTF_8);

  private static VaultServer vault;
  private static VaultClient client;

  @BeforeAll
  static void start() {
    vault = VaultServer.start();
    client = new VaultClient(vault, vault.accessToken());
    vault.seed(
        "{\"keys\":[{\"name\":\"r\"},{\"name\":\"e\",\"kty\":\"EC\"},"
            + "{\"name\":\"w\",\"key_ops\":[\"wrapKey\"]}]}");
  }

  @AfterAll
  static void close() {
    vault.close();
  }

  @ParameterizedTest
  @CsvSource({
    "RSA1_5,decrypt", "RSA-OAEP,decrypt", "RSA-OAEP-256,decrypt",
    "RSA1_5,unwrapkey", "RSA-OAEP,unwrapkey", "RSA-OAEP-256,unwrapkey"
  })
  void decryptsWhatTheJdkEncrypted(String algorithm, String operation) throws Exception {
    Cipher cipher =
        Cipher.getInstance(
            algorithm.equals("RSA1_5") ? "RSA/ECB/PKCS1Padding" : "RSA/ECB/OAEPPadding");
    var key = SignatureMatrixTest.publicKey(client.get("/keys/r").body().get("key"));
    if (algorithm.equals("RSA1_5")) {
      cipher.init(Cipher.ENCRYPT_MODE, key);
    } else {
      MGF1ParameterSpec hash =
          algorithm.endsWith("256") ? MGF1ParameterSpec.SHA256 : MGF1ParameterSpec.SHA1;
      cipher.init(
          Cipher.ENCRYPT_MODE,
          key,
          new OAEPParameterSpec(
              hash.getDigestAlgorithm(), "MGF1", hash, PSource.PSpecified.DEFAULT));
    }
    VaultClient.Answer answer = post("r", operation, algorithm, cipher.doFinal(SECRET));
    assertThat(answer.status()).isEqualTo(200);
    assertThat(value(answer.body())).isEqualTo(SECRET);
    assertThat(answer.body().has("alg")).isFalse();
  }

  @ParameterizedTest
  @CsvSource({"RSA1_5,245", "RSA-OAEP,214", "RSA-OAEP-256,190"})
  void encryptsUpToTheLargestPlaintext(String algorithm, int most) throws Exception {
    VaultClient.Answer sealed = post("r", "encrypt", algorithm, new byte[most]);
    assertThat(value(post("r", "decrypt", algorithm, value(sealed.body())).body()))
        .isEqualTo(new byte[most]);
    VaultClient.Answer refused = post("r", "wrapkey", algorithm, new byte[most + 1]);
    assertThat(refused.status()).isEqualTo(400);
    assertThat(refused.body().at("/error/message").asText())
        .isEqualTo(
            "Invalid length of 'value': %d bytes. %s requires at most %d bytes"
                .formatted(most + 1, algorithm, most));
  }

  @Test
  void refusesBadPadding() throws Exception {
    VaultClient.Answer refused = post("r", "decrypt", "RSA-OAEP", new byte[256]);
    assertThat(refused.status()).isEqualTo(400);
    assertThat(refused.body().at("/error/code").asText()).isEqualTo("BadParameter");
  }

  @Test
  void refusesAnAlgorithmForAnotherKeyType() throws Exception {
    assertThat(post("r", "encrypt", "A256GCM", SECRET).status()).isEqualTo(400);
    assertThat(post("r", "encrypt", "A256KW", SECRET).body().at("/error/message").asText())
        .isEqualTo("Algorithm 'A256KW' is not supported by operation encrypt.");
  }

  @Test
  void refusesAnOperationThatIsNotAmongTheKeysOwn() throws Exception {
    for (String[] pair : new String[][] {{"e", "encrypt"}, {"w", "encrypt"}}) {
      VaultClient.Answer refused = post(pair[0], pair[1], "RSA-OAEP", SECRET);
      assertThat(refused.status()).isEqualTo(403);
      assertThat(refused.body().at("/error/innererror/code").asText())
          .isEqualTo("KeyOperationForbidden");
      assertThat(refused.body().at("/error/message").asText())
          .isEqualTo("Operation encrypt is not permitted on this key.");
    }
  }

  private static VaultClient.Answer post(
      String key, String operation, String algorithm, byte[] value) throws Exception {
    return client.post(
        "/keys/" + key + "//" + operation,
        "{'alg':'%s','value':'%s'}"
            .formatted(algorithm, Base64.getUrlEncoder().withoutPadding().encodeToString(value)));
  }

  private static byte[] value(JsonNode body) {
    return Base64.getUrlDecoder().decode(body.get("value").asText());
  }
}
