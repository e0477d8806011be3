package io.vaultjca.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayInputStream;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.interfaces.RSAPrivateCrtKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.RSAPublicKeySpec;
import java.util.Arrays;
import java.util.Base64;
import javax.crypto.Cipher;
import javax.crypto.spec.OAEPParameterSpec;
import javax.crypto.spec.PSource;
import javax.crypto.spec.SecretKeySpec;
import org.bouncycastle.crypto.engines.AESWrapPadEngine;
import org.bouncycastle.crypto.params.KeyParameter;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Import of keys from other HSMs, and release of keys to attested environments. */
class KeyTransferTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String AUTHORITY = "https://attestation.example";

  private static VaultServer vault;
  private static VaultClient client;
  private static KeyPair target;

  @BeforeAll
  static void start() throws Exception {
    vault = VaultServer.builder().managedHsm(true).start();
    client = new VaultClient(vault, vault.accessToken());
    target = rsa();
    create("kek", "{'kty':'RSA-HSM','key_ops':['import']}");
  }

  @AfterAll
  static void close() {
    vault.close();
  }

  private static KeyPair rsa() throws Exception {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
    generator.initialize(2048);
    return generator.generateKeyPair();
  }

  private static JsonNode create(String name, String body) throws Exception {
    VaultClient.Answer answer = client.post("/keys/" + name + "/create", body);
    assertThat(answer.status()).as(answer.raw().body()).isEqualTo(200);
    return answer.body();
  }

  /** Returns the transfer blob of another HSM, made with BouncyCastle. */
  private static String blob(String kek, byte[] plain) throws Exception {
    JsonNode key = client.get("/keys/" + kek).body().get("key");
    RSAPublicKey exchange =
        (RSAPublicKey)
            KeyFactory.getInstance("RSA")
                .generatePublic(new RSAPublicKeySpec(number(key, "n"), number(key, "e")));
    byte[] aes = new byte[32];
    Arrays.fill(aes, (byte) 7);
    Cipher oaep = Cipher.getInstance("RSA/ECB/OAEPWithSHA-1AndMGF1Padding");
    oaep.init(Cipher.ENCRYPT_MODE, exchange);
    AESWrapPadEngine wrap = new AESWrapPadEngine();
    wrap.init(true, new KeyParameter(aes));
    byte[] head = oaep.doFinal(aes);
    byte[] tail = wrap.wrap(plain, 0, plain.length);
    return base64(
        """
        {"schema_version":"1.0.0","header":{"kid":"%s","alg":"dir","enc":"CKM_RSA_AES_KEY_WRAP"},
         "ciphertext":"%s","generator":"BYOK v1.0; a test"}"""
            .formatted(
                key.get("kid").asText(),
                base64(ByteBuffer.allocate(head.length + tail.length).put(head).put(tail).array()))
            .getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void importsAnRsaKeyOfAnotherHsm() throws Exception {
    KeyPair other = rsa();
    VaultClient.Answer answer =
        client.put(
            "/keys/byok",
            "{'key':{'kty':'RSA-HSM','key_hsm':'%s'}}"
                .formatted(blob("kek", other.getPrivate().getEncoded())));
    assertThat(answer.status()).as(answer.raw().body()).isEqualTo(200);
    assertThat(number(answer.body().get("key"), "n"))
        .isEqualTo(((RSAPublicKey) other.getPublic()).getModulus());
  }

  @Test
  void importsKeysOfOtherTypes() throws Exception {
    KeyPairGenerator ec = KeyPairGenerator.getInstance("EC");
    ec.initialize(384);
    String p384 = blob("kek", ec.generateKeyPair().getPrivate().getEncoded());
    JsonNode key =
        client
            .put("/keys/byok-ec", "{'key':{'kty':'EC-HSM','key_hsm':'%s'}}".formatted(p384))
            .body();
    assertThat(key.get("key").get("crv").asText()).isEqualTo("P-384");
    String oct = blob("kek", new byte[32]);
    assertThat(
            client
                .put("/keys/byok-oct", "{'key':{'kty':'oct-HSM','key_hsm':'%s'}}".formatted(oct))
                .status())
        .isEqualTo(200);
    assertThat(
            client
                .put("/keys/byok-odd", "{'key':{'kty':'RSA-HSM','key_hsm':'%s'}}".formatted(p384))
                .status())
        .isEqualTo(400);
  }

  @Test
  void keyExchangeKeyMayOnlyHaveTheOperationImport() throws Exception {
    create("all", "{'kty':'RSA-HSM'}");
    VaultClient.Answer answer =
        client.put(
            "/keys/refused",
            "{'key':{'kty':'RSA-HSM','key_hsm':'%s'}}"
                .formatted(blob("all", rsa().getPrivate().getEncoded())));
    assertThat(answer.status()).isEqualTo(403);
    assertThat(answer.body().get("error").get("message").asText())
        .startsWith("Operation import is not permitted on this key.");
  }

  @ParameterizedTest
  @CsvSource({
    "CKM_RSA_AES_KEY_WRAP,SHA-1",
    "RSA_AES_KEY_WRAP_256,SHA-256",
    "RSA_AES_KEY_WRAP_384,SHA-384"
  })
  void releasesAKeyToATargetThatSatisfiesItsPolicy(String enc, String hash) throws Exception {
    String policy =
        """
        {"version":"1.0.0","anyOf":[{"authority":"%s","allOf":[
          {"claim":"x-ms-isolation-tee.x-ms-attestation-type","equals":"sevsnpvm"},
          {"claim":"debug","equals":false}]}]}"""
            .formatted(AUTHORITY);
    JsonNode made =
        create(
            "free",
            "{'kty':'RSA-HSM','attributes':{'exportable':true},'release_policy':{'data':'%s'}}"
                .formatted(base64(policy.getBytes(StandardCharsets.UTF_8))));
    String path = made.get("key").get("kid").asText().replace(vault.uri().toString(), "");
    String request = "{'target':'%s','enc':'" + enc + "','nonce':'n-1'}";

    assertThat(client.post(path + "/release", request.formatted(token("other", false))).status())
        .isEqualTo(403);
    assertThat(client.post(path + "/release", request.formatted(token("sevsnpvm", true))).status())
        .isEqualTo(403);
    VaultClient.Answer answer =
        client.post(path + "/release", request.formatted(token("sevsnpvm", false)));
    assertThat(answer.status()).as(answer.raw().body()).isEqualTo(200);

    String[] jws = answer.body().get("value").asText().split("\\.", -1);
    Certificate signer =
        CertificateFactory.getInstance("X.509")
            .generateCertificate(
                new ByteArrayInputStream(
                    Base64.getDecoder()
                        .decode(JSON.readTree(decoded(jws[0])).get("x5c").get(0).asText())));
    Signature signature = Signature.getInstance("SHA256withRSA");
    signature.initVerify(signer);
    signature.update((jws[0] + "." + jws[1]).getBytes(StandardCharsets.US_ASCII));
    assertThat(signature.verify(decoded(jws[2]))).isTrue();

    JsonNode payload = JSON.readTree(decoded(jws[1]));
    assertThat(payload.get("request").get("nonce").asText()).isEqualTo("n-1");
    JsonNode key = payload.get("response").get("key").get("key");
    JsonNode blob = JSON.readTree(decoded(key.get("key_hsm").asText()));
    byte[] pkcs8 = unwrapped(decoded(blob.get("ciphertext").asText()), hash);
    RSAPrivateCrtKey released =
        (RSAPrivateCrtKey)
            KeyFactory.getInstance("RSA").generatePrivate(new PKCS8EncodedKeySpec(pkcs8));
    assertThat(released.getModulus()).isEqualTo(number(made.get("key"), "n"));
  }

  private static byte[] unwrapped(byte[] wrapped, String hash) throws Exception {
    Cipher oaep = Cipher.getInstance("RSA/ECB/OAEPPadding");
    oaep.init(
        Cipher.DECRYPT_MODE,
        target.getPrivate(),
        new OAEPParameterSpec(
            hash, "MGF1", new MGF1ParameterSpec(hash), PSource.PSpecified.DEFAULT));
    SecretKeySpec aes = new SecretKeySpec(oaep.doFinal(wrapped, 0, 256), "AES");
    AESWrapPadEngine unwrap = new AESWrapPadEngine();
    unwrap.init(false, new KeyParameter(aes.getEncoded()));
    return unwrap.unwrap(wrapped, 256, wrapped.length - 256);
  }

  /** Returns the token of an attestation service. */
  private static String token(String type, boolean debug) throws Exception {
    KeyPair authority = rsa();
    String head =
        String.join(
            ".",
            base64(
                "{\"alg\":\"RS256\",\"jwk\":%s}"
                    .formatted(jwk((RSAPublicKey) authority.getPublic()))
                    .getBytes(StandardCharsets.UTF_8)),
            base64(
                """
                {"iss":"%s","exp":4102444800,"x-ms-isolation-tee":{"x-ms-attestation-type":"%s"},
                 "debug":%s,"x-ms-runtime":{"keys":[%s]}}"""
                    .formatted(AUTHORITY, type, debug, jwk((RSAPublicKey) target.getPublic()))
                    .getBytes(StandardCharsets.UTF_8)));
    Signature signature = Signature.getInstance("SHA256withRSA");
    signature.initSign(authority.getPrivate());
    signature.update(head.getBytes(StandardCharsets.US_ASCII));
    return head + "." + base64(signature.sign());
  }

  private static String jwk(RSAPublicKey key) {
    return "{\"kid\":\"TpmEphemeralEncryptionKey\",\"kty\":\"RSA\",\"n\":\"%s\",\"e\":\"AQAB\"}"
        .formatted(base64(key.getModulus().toByteArray()));
  }

  private static BigInteger number(JsonNode key, String member) {
    return new BigInteger(1, decoded(key.get(member).asText()));
  }

  private static byte[] decoded(String text) {
    return Base64.getUrlDecoder().decode(text);
  }

  private static String base64(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }
}
