package io.vaultjca.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import com.azure.security.keyvault.keys.cryptography.CryptographyClient;
import com.azure.security.keyvault.keys.cryptography.models.EncryptionAlgorithm;
import com.azure.security.keyvault.keys.cryptography.models.KeyWrapAlgorithm;
import com.azure.security.keyvault.keys.models.JsonWebKey;
import com.azure.security.keyvault.keys.models.KeyVaultKey;
import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.security.Key;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
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
 * Encryption and key wrap with RSA: the vault decrypts ciphertext of the JDK, and the JDK, with the
 * imported private key, ciphertext of the vault; by plain requests and through the official SDK.
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
        """
        {"keys":[{"name":"r"},{"name":"e","kty":"EC"},{"name":"w","key_ops":["wrapKey"]}]}""");
  }

  @AfterAll
  static void close() {
    vault.close();
  }

  @ParameterizedTest
  @CsvSource({"RSA1_5", "RSA-OAEP", "RSA-OAEP-256"})
  void sdkAndJdkDecryptEachOthersCiphertext(String algorithm) throws Exception {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
    generator.initialize(2048);
    KeyPair pair = generator.generateKeyPair();
    AzureClients clients = new AzureClients(vault);
    KeyVaultKey imported =
        clients.keys().importKey("known-" + algorithm.replace('_', '-'), JsonWebKey.fromRsa(pair));
    CryptographyClient crypto = clients.cryptography(imported.getId());
    EncryptionAlgorithm encryption = EncryptionAlgorithm.fromString(algorithm);
    KeyWrapAlgorithm wrap = KeyWrapAlgorithm.fromString(algorithm);

    Cipher decryption = cipher(algorithm, Cipher.DECRYPT_MODE, pair.getPrivate());
    assertThat(decryption.doFinal(crypto.encrypt(encryption, SECRET).getCipherText()))
        .isEqualTo(SECRET);
    assertThat(decryption.doFinal(crypto.wrapKey(wrap, SECRET).getEncryptedKey()))
        .isEqualTo(SECRET);
    byte[] sealed = cipher(algorithm, Cipher.ENCRYPT_MODE, pair.getPublic()).doFinal(SECRET);
    assertThat(crypto.decrypt(encryption, sealed).getPlainText()).isEqualTo(SECRET);
    assertThat(crypto.unwrapKey(wrap, sealed).getKey()).isEqualTo(SECRET);
  }

  private static Cipher cipher(String algorithm, int mode, Key key) throws Exception {
    if (algorithm.equals("RSA1_5")) {
      Cipher cipher = Cipher.getInstance("RSA/ECB/PKCS1Padding");
      cipher.init(mode, key);
      return cipher;
    }
    MGF1ParameterSpec hash =
        algorithm.endsWith("256") ? MGF1ParameterSpec.SHA256 : MGF1ParameterSpec.SHA1;
    Cipher cipher = Cipher.getInstance("RSA/ECB/OAEPPadding");
    cipher.init(
        mode,
        key,
        new OAEPParameterSpec(hash.getDigestAlgorithm(), "MGF1", hash, PSource.PSpecified.DEFAULT));
    return cipher;
  }

  @ParameterizedTest
  @CsvSource({
    "RSA1_5,decrypt", "RSA-OAEP,decrypt", "RSA-OAEP-256,decrypt",
    "RSA1_5,unwrapkey", "RSA-OAEP,unwrapkey", "RSA-OAEP-256,unwrapkey"
  })
  void decryptsCiphertextOfTheJdk(String algorithm, String operation) throws Exception {
    Key key = SignatureMatrixTest.publicKey(client.get("/keys/r").body().get("key"));
    Cipher cipher = cipher(algorithm, Cipher.ENCRYPT_MODE, key);
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
  void refusesAnOperationThatTheKeyDoesNotPermit() throws Exception {
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
