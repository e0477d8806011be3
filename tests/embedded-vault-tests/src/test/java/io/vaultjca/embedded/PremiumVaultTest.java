package io.vaultjca.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import com.azure.core.util.Context;
import com.azure.security.keyvault.keys.cryptography.CryptographyClient;
import com.azure.security.keyvault.keys.cryptography.models.EncryptParameters;
import com.azure.security.keyvault.keys.cryptography.models.EncryptResult;
import com.azure.security.keyvault.keys.cryptography.models.KeyWrapAlgorithm;
import com.azure.security.keyvault.keys.cryptography.models.SignatureAlgorithm;
import com.azure.security.keyvault.keys.models.CreateOctKeyOptions;
import com.azure.security.keyvault.keys.models.KeyVaultKey;
import com.fasterxml.jackson.databind.JsonNode;
import io.vaultjca.embedded.junit.EmbeddedVault;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.stream.StreamSupport;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Symmetric keys in a Premium vault (Microsoft's documentation, a preview): the JDK reverses the
 * vault's operations with the imported value, by plain requests and through the SDK.
 */
class PremiumVaultTest {
  private static final byte[] PLAIN =
      "48 octets, three blocks, to be encrypted by AES.".getBytes(StandardCharsets.UTF_8);

  private static VaultServer vault;
  private static VaultClient client;
  private static AzureClients clients;

  @BeforeAll
  static void start() throws Exception {
    vault = VaultServer.builder().premium(true).start();
    client = new VaultClient(vault, vault.accessToken());
    clients = new AzureClients(vault);
    for (int bits : new int[] {128, 192, 256}) {
      assertThat(
              client
                  .put(
                      "/keys/oct" + bits,
                      "{'key':{'kty':'oct-HSM','k':'%s'}}".formatted(base64(secret(bits))))
                  .status())
          .isEqualTo(200);
    }
  }

  @AfterAll
  static void close() {
    vault.close();
  }

  @ParameterizedTest
  @CsvSource({"128", "192", "256"})
  void encryptsWithAesGcm(int bits) throws Exception {
    JsonNode sealed = post(bits, "encrypt", "'alg':'A%dGCM','aad':'CQ'".formatted(bits), PLAIN);
    Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
    cipher.init(
        Cipher.DECRYPT_MODE, secretKey(bits), new GCMParameterSpec(128, bytes(sealed, "iv")));
    cipher.updateAAD(new byte[] {9});
    cipher.update(bytes(sealed, "value"));
    // Not before all of it is there.
    assertThat(cipher.doFinal(bytes(sealed, "tag"))).isEqualTo(PLAIN);
    assertThat(
            bytes(
                post(
                    bits,
                    "decrypt",
                    "'alg':'A%dGCM','aad':'CQ','iv':'%s','tag':'%s'"
                        .formatted(bits, sealed.get("iv").asText(), sealed.get("tag").asText()),
                    bytes(sealed, "value")),
                "value"))
        .isEqualTo(PLAIN);
  }

  @ParameterizedTest
  @CsvSource({"128,CBC", "192,CBC", "256,CBC", "128,CBCPAD", "192,CBCPAD", "256,CBCPAD"})
  void encryptsWithAesCbc(int bits, String mode) throws Exception {
    byte[] iv = Arrays.copyOf(PLAIN, 16);
    String algorithm = "'alg':'A%d%s','iv':'%s'".formatted(bits, mode, base64(iv));
    JsonNode sealed = post(bits, "encrypt", algorithm, PLAIN);
    Cipher cipher =
        Cipher.getInstance(mode.equals("CBC") ? "AES/CBC/NoPadding" : "AES/CBC/PKCS5Padding");
    cipher.init(Cipher.DECRYPT_MODE, secretKey(bits), new IvParameterSpec(iv));
    assertThat(cipher.doFinal(bytes(sealed, "value"))).isEqualTo(PLAIN);
    assertThat(bytes(post(bits, "decrypt", algorithm, bytes(sealed, "value")), "value"))
        .isEqualTo(PLAIN);
  }

  @ParameterizedTest
  @CsvSource({
    "128,A128KW,KW",
    "192,A192KW,KW",
    "256,A256KW,KW",
    "128,CKM_AES_KEY_WRAP,KW",
    "256,CKM_AES_KEY_WRAP_PAD,KWP"
  })
  void wrapsKeys(int bits, String algorithm, String mode) throws Exception {
    String alg = "'alg':'%s'".formatted(algorithm);
    byte[] key = mode.equals("KW") ? secret(256) : Arrays.copyOf(PLAIN, 21);
    JsonNode wrapped = post(bits, "wrapkey", alg, key);
    Cipher cipher = Cipher.getInstance("AES/" + mode + "/NoPadding");
    cipher.init(Cipher.UNWRAP_MODE, secretKey(bits));
    assertThat(cipher.unwrap(bytes(wrapped, "value"), "AES", Cipher.SECRET_KEY).getEncoded())
        .isEqualTo(key);
    assertThat(bytes(post(bits, "unwrapkey", alg, bytes(wrapped, "value")), "value"))
        .isEqualTo(key);
  }

  @ParameterizedTest
  @CsvSource({"128,256", "192,384", "256,512"})
  void computesTheMacOfDigests(int bits, int hash) throws Exception {
    byte[] digest = new byte[hash / 8];
    String alg = "'alg':'HS%d'".formatted(hash);
    byte[] tag = bytes(post(bits, "sign", alg, digest), "value");
    Mac mac = Mac.getInstance("HmacSHA" + hash);
    mac.init(secretKey(bits));
    assertThat(tag).isEqualTo(mac.doFinal(digest));
    String verify = alg + ",'digest':'%s'".formatted(base64(digest));
    assertThat(post(bits, "verify", verify, tag).get("value").asBoolean()).isTrue();
    tag[0] ^= 1;
    assertThat(post(bits, "verify", verify, tag).get("value").asBoolean()).isFalse();
  }

  @Test
  void sdkCreatesAndUsesSymmetricKeys() {
    KeyVaultKey key =
        clients
            .keys()
            .createOctKey(
                new CreateOctKeyOptions("by-sdk").setKeySize(256).setHardwareProtected(true));
    assertThat(key.getKeyType()).hasToString("oct-HSM");
    CryptographyClient crypto = clients.cryptography(key.getId());
    EncryptResult sealed =
        crypto.encrypt(EncryptParameters.createA256GcmParameters(PLAIN), Context.NONE);
    assertThat(sealed.getIv()).hasSize(12);
    assertThat(sealed.getAuthenticationTag()).hasSize(16);
    byte[] wrapped = crypto.wrapKey(KeyWrapAlgorithm.A256KW, secret(192)).getEncryptedKey();
    assertThat(crypto.unwrapKey(KeyWrapAlgorithm.A256KW, wrapped).getKey()).isEqualTo(secret(192));
    byte[] digest = new byte[32];
    byte[] tag = crypto.sign(SignatureAlgorithm.fromString("HS256"), digest).getSignature();
    assertThat(crypto.verify(SignatureAlgorithm.fromString("HS256"), digest, tag).isValid())
        .isTrue();
  }

  @Test
  void answersLikeAVault() throws Exception {
    JsonNode created = client.post("/keys/new/create", "{'kty':'oct-HSM'}").body();
    JsonNode key = created.get("key");
    assertThat(key.has("k")).isFalse();
    assertThat(StreamSupport.stream(key.get("key_ops").spliterator(), false).map(JsonNode::asText))
        .containsExactlyInAnyOrder("wrapKey", "unwrapKey", "encrypt", "decrypt", "sign", "verify");
    assertThat(created.at("/attributes/hsmPlatform").asText()).isEqualTo("2");
    assertThat(client.post("/keys/rsa/create", "{'kty':'RSA-HSM'}").status()).isEqualTo(200);
    assertThat(client.post("/keys/ec/create", "{'kty':'EC-HSM'}").status()).isEqualTo(200);
    assertThat(client.post("/rng", "{'count':8}").status()).isEqualTo(404);
    String blob = client.post("/keys/oct128/backup", null).body().get("value").asText();
    assertThat(client.post("/keys/new/rotate", null).status()).isEqualTo(200);
    try (VaultServer another = VaultServer.builder().premium(true).start()) {
      VaultClient there = new VaultClient(another, another.accessToken());
      assertThat(there.post("/keys/restore", "{'value':'%s'}".formatted(blob)).status())
          .isEqualTo(200);
      byte[] tag =
          bytes(
              there
                  .post(
                      "/keys/oct128//sign",
                      "{'alg':'HS256','value':'%s'}".formatted(base64(new byte[32])))
                  .body(),
              "value");
      assertThat(tag).isEqualTo(bytes(post(128, "sign", "'alg':'HS256'", new byte[32]), "value"));
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{'kty':'oct'}|Invalid kty value: 'oct'",
        "{'kty':'oct-HSM','key_size':64}|Invalid key size: '64'",
        "{'kty':'oct-HSM','key_ops':['deriveKey']}|Invalid key operation 'deriveKey' for a key of type 'oct-HSM'"
      })
  void refusesOtherKeys(String body, String message) throws Exception {
    assertRefused(client.post("/keys/bad/create", body), message);
  }

  @Test
  void standardVaultRefusesSymmetricKeys(@EmbeddedVault VaultServer standard) throws Exception {
    VaultClient there = new VaultClient(standard, standard.accessToken());
    String words = "Hardware key operation not allowed on standard vault";
    assertRefused(there.post("/keys/k/create", "{'kty':'oct-HSM'}"), words);
    assertRefused(there.put("/keys/k", "{'key':{'kty':'oct-HSM','k':'AA'}}"), words);
    assertRefused(there.put("/keys/k", "{'Hsm':true,'key':{'kty':'oct','k':'AA'}}"), words);
    String blob = client.post("/keys/oct128/backup", null).body().get("value").asText();
    assertRefused(there.post("/keys/restore", "{'value':'%s'}".formatted(blob)), words);
  }

  @Test
  void extensionStartsBothKindsOfVault(
      @EmbeddedVault VaultServer standard,
      @EmbeddedVault(premium = true, seed = "{\"keys\":[{\"name\":\"k\",\"kty\":\"oct-HSM\"}]}")
          VaultServer premium)
      throws Exception {
    assertThat(premium).isNotSameAs(standard);
    assertThat(
            new VaultClient(premium, premium.accessToken())
                .get("/keys/k")
                .body()
                .at("/key/kty")
                .asText())
        .isEqualTo("oct-HSM");
  }

  @Test
  void managedHsmCannotBePremium() {
    assertThatIllegalStateException()
        .isThrownBy(() -> VaultServer.builder().premium(true).managedHsm(true).start())
        .withMessage("a Managed HSM is not a Premium vault");
  }

  private static JsonNode post(int bits, String operation, String members, byte[] value)
      throws Exception {
    VaultClient.Answer answer =
        client.post(
            "/keys/oct" + bits + "//" + operation,
            "{%s,'value':'%s'}".formatted(members, base64(value)));
    assertThat(answer.status()).as("%s", answer.body()).isEqualTo(200);
    return answer.body();
  }

  private static void assertRefused(VaultClient.Answer answer, String message) {
    assertThat(answer.status()).as("%s", answer.body()).isEqualTo(400);
    assertThat(answer.body().at("/error/code").asText()).isEqualTo("BadParameter");
    assertThat(answer.body().at("/error/message").asText()).isEqualTo(message);
  }

  private static byte[] secret(int bits) {
    byte[] secret = new byte[bits / 8];
    Arrays.fill(secret, (byte) (bits / 8));
    return secret;
  }

  private static SecretKeySpec secretKey(int bits) {
    return new SecretKeySpec(secret(bits), "AES");
  }

  private static byte[] bytes(JsonNode node, String member) {
    return Base64.getUrlDecoder().decode(node.get(member).asText());
  }

  private static String base64(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }
}
