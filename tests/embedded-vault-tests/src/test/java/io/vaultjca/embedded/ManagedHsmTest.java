package io.vaultjca.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayInputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.spec.RSAPublicKeySpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
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
 * The differences of a Managed HSM; symmetric results are checked with the imported key's value.
 */
class ManagedHsmTest {
  private static VaultServer vault;
  private static VaultClient client;

  @BeforeAll
  static void start() throws Exception {
    vault = VaultServer.builder().managedHsm(true).start();
    client = new VaultClient(vault, vault.accessToken());
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

  @Test
  void challengeHasNeitherABodyNorTheVaultsHeaders() throws Exception {
    VaultClient.Answer answer = new VaultClient(vault, null).get("/keys");
    assertThat(answer.status()).isEqualTo(401);
    assertThat(answer.raw().body()).isEmpty();
    assertThat(answer.header("Content-Length")).isEqualTo("0");
    assertThat(answer.header("WWW-Authenticate"))
        .endsWith("resource=\"https://managedhsm.azure.net\"");
    assertThat(answer.raw().headers().map().keySet())
        .noneMatch(name -> name.startsWith("x-ms-keyvault"))
        .doesNotContain("date", "pragma", "expires");
    assertThat(answer.header("Strict-Transport-Security"))
        .isEqualTo("max-age=31536000; includeSubDomains");
    assertThat(answer.header("Content-Security-Policy")).isEqualTo("default-src 'self'");
    assertThat(answer.header("X-Frame-Options")).isEqualTo("SAMEORIGIN");
  }

  @Test
  void keepsEveryKeyInTheHsm() throws Exception {
    assertThat(kty("{'kty':'RSA'}")).isEqualTo("RSA-HSM");
    assertThat(kty("{'kty':'EC','crv':'P-384'}")).isEqualTo("EC-HSM");
    assertThat(kty("{'kty':'oct','key_size':128}")).isEqualTo("oct-HSM");
  }

  private static String kty(String body) throws Exception {
    return client.post("/keys/any/create", body).body().at("/key/kty").asText();
  }

  @Test
  void errorTextsEndWithAnActivityId() throws Exception {
    JsonNode error =
        client.post("/keys/o/create", "{'kty':'oct-HSM','key_size':64}").body().get("error");
    assertThat(error.get("code").asText()).isEqualTo("BadParameter");
    assertThat(error.get("message").asText())
        .matches("Invalid key size: '64' \\(Activity ID: [0-9a-f-]{36}\\)");
  }

  @Test
  void doesNotReturnTheValueOrSizeOfASymmetricKey() throws Exception {
    JsonNode key = client.get("/keys/oct256").body().get("key");
    assertThat(names(key)).containsExactly("key_ops", "kid", "kty");
    assertThat(StreamSupport.stream(key.get("key_ops").spliterator(), false).map(JsonNode::asText))
        .containsExactlyInAnyOrder(
            "deriveKey", "wrapKey", "verify", "sign", "unwrapKey", "encrypt", "decrypt");
    assertThat(names(client.get("/keys/oct256").body().get("attributes")))
        .doesNotContain("hsmPlatform");
  }

  @ParameterizedTest
  @CsvSource({"encrypt,A256GCM,256", "encrypt,A192CBCPAD,192", "wrapkey,A256KW,256"})
  void distinguishesAWrongKeySizeFromAWrongKeyType(String operation, String algorithm, int bits)
      throws Exception {
    String body = "{'alg':'%s','value':'AAAA'}".formatted(algorithm);
    assertThat(refusal("/keys/oct128//" + operation, body))
        .matches(
            "Key and encryption algorithm are incompatible\\. Key https://localhost:\\d+/keys/oct128/[0-9a-f]{32} has 128 bits, and algorithm '%s' can only be used with a key of %d bits\\. \\(Activity ID: .*"
                .formatted(algorithm, bits));
    client.post("/keys/rsa/create", "{'kty':'RSA-HSM'}");
    assertThat(refusal("/keys/rsa//" + operation, body))
        .contains(
            " is of type 'RSA-HSM', and algorithm '%s' can only be used with a key of type 'oct' or 'oct-HSM'."
                .formatted(algorithm));
  }

  private static String refusal(String path, String body) throws Exception {
    VaultClient.Answer answer = client.post(path, body);
    assertThat(answer.status()).isEqualTo(400);
    return answer.body().at("/error/message").asText();
  }

  @ParameterizedTest
  @CsvSource({"128", "192", "256"})
  void encryptsWithAesGcmAndItsOwnIv(int bits) throws Exception {
    byte[] plain = {1, 2, 3};
    byte[] aad = {9};
    JsonNode sealed =
        post(
            bits,
            "encrypt",
            "{'alg':'A%dGCM','value':'%s','aad':'%s'}".formatted(bits, base64(plain), base64(aad)));
    byte[] iv = bytes(sealed, "iv");
    byte[] tag = bytes(sealed, "tag");
    assertThat(iv).hasSize(12);
    assertThat(tag).hasSize(16);
    Cipher gcm = Cipher.getInstance("AES/GCM/NoPadding");
    gcm.init(
        Cipher.DECRYPT_MODE, new SecretKeySpec(secret(bits), "AES"), new GCMParameterSpec(128, iv));
    gcm.updateAAD(aad);
    gcm.update(bytes(sealed, "value"));
    assertThat(gcm.doFinal(tag)).isEqualTo(plain);
    String again =
        "{'alg':'A%dGCM','value':'%s','aad':'%s','iv':'%s','tag':'%s'}"
            .formatted(
                bits,
                sealed.get("value").asText(),
                base64(aad),
                sealed.get("iv").asText(),
                sealed.get("tag").asText());
    assertThat(bytes(post(bits, "decrypt", again), "value")).isEqualTo(plain);
    tag[0] ^= 1;
    VaultClient.Answer refused =
        client.post(
            "/keys/oct" + bits + "//decrypt",
            again.replace(sealed.get("tag").asText(), base64(tag)));
    assertThat(refused.status()).isEqualTo(400);
  }

  @Test
  void refusesAnIvForAesGcm() throws Exception {
    assertThat(
            client
                .post(
                    "/keys/oct256//encrypt",
                    "{'alg':'A256GCM','value':'AA','iv':'%s'}".formatted(base64(new byte[12])))
                .status())
        .isEqualTo(400);
  }

  @ParameterizedTest
  @CsvSource({"128", "192", "256"})
  void encryptsWithAesCbc(int bits) throws Exception {
    byte[] iv = new byte[16];
    iv[3] = 7;
    byte[] plain = {1, 2, 3};
    JsonNode padded =
        post(
            bits,
            "encrypt",
            "{'alg':'A%dCBCPAD','value':'%s','iv':'%s'}"
                .formatted(bits, base64(plain), base64(iv)));
    Cipher cbc = Cipher.getInstance("AES/CBC/PKCS5Padding");
    cbc.init(Cipher.DECRYPT_MODE, new SecretKeySpec(secret(bits), "AES"), new IvParameterSpec(iv));
    assertThat(cbc.doFinal(bytes(padded, "value"))).isEqualTo(plain);

    JsonNode zeros =
        post(
            bits,
            "encrypt",
            "{'alg':'A%dCBC','value':'%s','iv':'%s'}".formatted(bits, base64(plain), base64(iv)));
    JsonNode decrypted =
        post(
            bits,
            "decrypt",
            "{'alg':'A%dCBC','value':'%s','iv':'%s'}"
                .formatted(bits, zeros.get("value").asText(), base64(iv)));
    assertThat(bytes(decrypted, "value")).startsWith(1, 2, 3).hasSize(16).endsWith(0, 0);
  }

  @ParameterizedTest
  @CsvSource({
    "128,A128KW,AES/KW/NoPadding",
    "192,A192KW,AES/KW/NoPadding",
    "256,A256KW,AES/KW/NoPadding",
    "256,CKM_AES_KEY_WRAP,AES/KW/NoPadding",
    "256,CKM_AES_KEY_WRAP_PAD,AES/KWP/NoPadding"
  })
  void wrapsAsInRfc3394AndRfc5649(int bits, String algorithm, String transformation)
      throws Exception {
    byte[] content = secret(256);
    JsonNode wrapped =
        post(bits, "wrapkey", "{'alg':'%s','value':'%s'}".formatted(algorithm, base64(content)));
    assertThat(bytes(wrapped, "value")).hasSize(40);
    Cipher cipher = Cipher.getInstance(transformation);
    cipher.init(Cipher.UNWRAP_MODE, new SecretKeySpec(secret(bits), "AES"));
    assertThat(cipher.unwrap(bytes(wrapped, "value"), "AES", Cipher.SECRET_KEY).getEncoded())
        .isEqualTo(content);
    JsonNode unwrapped =
        post(
            bits,
            "unwrapkey",
            "{'alg':'%s','value':'%s'}".formatted(algorithm, wrapped.get("value").asText()));
    assertThat(bytes(unwrapped, "value")).isEqualTo(content);
    assertThat(unwrapped.get("alg").asText()).isEqualTo(algorithm);
  }

  @ParameterizedTest
  @CsvSource({"HS256,SHA-256,HmacSHA256", "HS384,SHA-384,HmacSHA384", "HS512,SHA-512,HmacSHA512"})
  void computesTheMacOfADigest(String algorithm, String digest, String jca) throws Exception {
    byte[] hash = MessageDigest.getInstance(digest).digest(new byte[] {1});
    Mac mac = Mac.getInstance(jca);
    mac.init(new SecretKeySpec(secret(256), jca));
    byte[] expected = mac.doFinal(hash);
    JsonNode signed =
        post(256, "sign", "{'alg':'%s','value':'%s'}".formatted(algorithm, base64(hash)));
    assertThat(bytes(signed, "value")).isEqualTo(expected);
    JsonNode verified =
        post(
            256,
            "verify",
            "{'alg':'%s','digest':'%s','value':'%s'}"
                .formatted(algorithm, base64(hash), base64(expected)));
    assertThat(verified.get("value").booleanValue()).isTrue();
  }

  /** Listed for RSA keys of a Managed HSM in Microsoft's documentation since August 2026. */
  @Test
  void signsTheCallersDigestInfoWithRsnull() throws Exception {
    JsonNode key = client.post("/keys/rsnull/create", "{'kty':'RSA'}").body().get("key");
    byte[] hash = MessageDigest.getInstance("SHA-256").digest(new byte[] {1});
    byte[] digestInfo = HexFormat.of().parseHex("3031300d060960864801650304020105000420");
    digestInfo = Arrays.copyOf(digestInfo, digestInfo.length + hash.length);
    System.arraycopy(hash, 0, digestInfo, digestInfo.length - hash.length, hash.length);
    JsonNode signed =
        client
            .post(
                "/keys/rsnull//sign", "{'alg':'RSNULL','value':'%s'}".formatted(base64(digestInfo)))
            .body();
    Signature verifier = Signature.getInstance("SHA256withRSA");
    verifier.initVerify(
        KeyFactory.getInstance("RSA")
            .generatePublic(
                new RSAPublicKeySpec(
                    new BigInteger(1, bytes(key, "n")), new BigInteger(1, bytes(key, "e")))));
    verifier.update(new byte[] {1});
    assertThat(verifier.verify(bytes(signed, "value"))).isTrue();
    String verify = "{'alg':'RSNULL','digest':'%s','value':'%s'}";
    for (byte[] digest : List.of(digestInfo, hash)) {
      assertThat(
              client
                  .post(
                      "/keys/rsnull//verify",
                      verify.formatted(base64(digest), signed.get("value").asText()))
                  .body()
                  .get("value")
                  .asBoolean())
          .isEqualTo(digest == digestInfo);
    }
  }

  @Test
  void returnsRandomBytes() throws Exception {
    JsonNode answer = client.post("/rng", "{'count':12}").body();
    assertThat(names(answer)).containsExactly("value");
    assertThat(bytes(answer, "value")).hasSize(12);
    assertThat(client.post("/rng", "{'count':129}").status()).isEqualTo(400);
    assertThat(client.post("/rng", "{'count':0}").status()).isEqualTo(400);
  }

  @Test
  void omitsEmptyOperations() throws Exception {
    client.post("/keys/bare/create", "{'kty':'EC'}");
    assertThat(names(client.patch("/keys/bare", "{'key_ops':[]}").body().get("key")))
        .containsExactly("crv", "kid", "kty", "x", "y");
    assertThat(client.get("/keys/bare").body().get("key").has("key_ops")).isFalse();
    assertThat(
            client
                .post("/keys/bare/create", "{'kty':'EC','key_ops':[]}")
                .body()
                .get("key")
                .has("key_ops"))
        .isFalse();
    assertThat(refusalOf("/keys/bare//sign", "{'alg':'ES256','value':'%s'}"))
        .isEqualTo("KeyOperationForbidden");
  }

  private static String refusalOf(String path, String body) throws Exception {
    return client
        .post(path, body.formatted("A".repeat(43)))
        .body()
        .at("/error/innererror/code")
        .asText();
  }

  @Test
  void ecKeyHasOneMoreOperationThanInAVault() throws Exception {
    JsonNode operations =
        client.post("/keys/ec/create", "{'kty':'EC-HSM'}").body().at("/key/key_ops");
    assertThat(StreamSupport.stream(operations.spliterator(), false).map(JsonNode::asText))
        .containsExactlyInAnyOrder("verify", "deriveKey", "sign");
  }

  @Test
  void listsVersionsInTheOrderOfTheirCreationAndEndsWithoutALink() throws Exception {
    List<String> created = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      created.add(client.post("/keys/old/create", "{'kty':'EC'}").body().at("/key/kid").asText());
    }
    assertThat(versions("/keys/old/versions?maxresults=4", 2)).isEqualTo(created);
    assertThat(versions("/keys/old/versions", 1)).isEqualTo(created);
    assertThat(names(client.get("/keys/none/versions").body())).containsExactly("value");

    String backup = client.post("/keys/old/backup", null).body().get("value").asText();
    client.delete("/keys/old");
    assertThat(client.delete("/deletedkeys/old").status()).isEqualTo(204);
    assertThat(client.post("/keys/restore", "{'value':'%s'}".formatted(backup)).status())
        .isEqualTo(200);
    assertThat(versions("/keys/old/versions", 1)).isEqualTo(created);
  }

  private static List<String> versions(String path, int pages) throws Exception {
    List<String> found = new ArrayList<>();
    String next = path;
    for (int page = 1; page <= pages; page++) {
      JsonNode body =
          new VaultClient(vault, vault.accessToken())
              .apiVersion(next.startsWith("https:") ? null : VaultClient.API)
              .get(next)
              .body();
      body.get("value").forEach(item -> found.add(item.get("kid").asText()));
      assertThat(names(body))
          .isEqualTo(page < pages ? List.of("nextLink", "value") : List.of("value"));
      next = body.path("nextLink").asText();
    }
    return found;
  }

  @Test
  void listsKeysInTheOrderOfTheirCreation() throws Exception {
    try (VaultServer other = VaultServer.builder().managedHsm(true).start()) {
      other.seed(
          "{\"keys\":[{\"name\":\"c\",\"kty\":\"EC\"},{\"name\":\"a\",\"kty\":\"EC\"},{\"name\":\"b\",\"kty\":\"EC\"}]}");
      VaultClient otherClient = new VaultClient(other, other.accessToken());
      otherClient.post("/keys/c/create", "{'kty':'EC'}");
      JsonNode first = otherClient.get("/keys?maxresults=2").body();
      JsonNode second = otherClient.apiVersion(null).get(first.get("nextLink").asText()).body();
      assertThat(first.at("/value/0/kid").asText()).endsWith("/keys/c");
      assertThat(first.at("/value/1/kid").asText()).endsWith("/keys/a");
      assertThat(second.at("/value/0/kid").asText()).endsWith("/keys/b");
      assertThat(second.get("value")).hasSize(1);
    }
  }

  @Test
  void returnsARotationPolicyThatWasNeverSet() throws Exception {
    assertThat(client.get("/keys/oct128/rotationpolicy").body().toString())
        .isEqualTo(
            "{\"attributes\":{\"created\":0,\"expiryTime\":\"\",\"updated\":0},\"id\":\"\"}");
  }

  @Test
  void attestationHasTheMembersOfARealOne() throws Exception {
    client.post("/keys/attested/create", "{'kty':'EC'}");
    JsonNode attestation =
        client.get("/keys/attested//attestation").body().at("/attributes/attestation");
    assertThat(names(attestation))
        .containsExactly(
            "certificatePemFile", "privateKeyAttestation", "publicKeyAttestation", "version");
    assertThat(
            CertificateFactory.getInstance("X.509")
                .generateCertificate(
                    new ByteArrayInputStream(bytes(attestation, "certificatePemFile"))))
        .isNotNull();
    assertThat(client.get("/keys/attested").body().get("attributes").has("attestation")).isFalse();
    assertThat(names(client.get("/keys/oct128//attestation").body().at("/attributes/attestation")))
        .containsExactly("certificatePemFile", "privateKeyAttestation", "version");
  }

  @Test
  void removesWhitespaceFromAReleasePolicy() throws Exception {
    String policy = "{\"anyOf\": [ {\"a b\":\t\"c \\\" d\"} ],\r\n \"version\": \"1.0.0\"}";
    JsonNode released =
        client
            .post(
                "/keys/released/create",
                "{'kty':'EC-HSM','attributes':{'exportable':true},'release_policy':{'data':'%s'}}"
                    .formatted(base64(policy.getBytes(StandardCharsets.UTF_8))))
            .body()
            .get("release_policy");
    assertThat(new String(bytes(released, "data"), StandardCharsets.UTF_8))
        .isEqualTo("{\"anyOf\":[{\"a b\":\"c \\\" d\"}],\"version\":\"1.0.0\"}");
  }

  @Test
  void deletionAndRecoveryTakeEffectAtOnce() throws Exception {
    client.post("/keys/gone/create", "{'kty':'EC'}");
    assertThat(client.delete("/keys/gone").status()).isEqualTo(200);
    assertThat(client.get("/deletedkeys/gone").status()).isEqualTo(200);
    assertThat(client.post("/deletedkeys/gone/recover", null).status()).isEqualTo(200);
    assertThat(client.get("/keys/gone").status()).isEqualTo(200);
  }

  @Test
  void doesNotSupportCertificatesAndSecrets() throws Exception {
    assertThat(client.get("/certificates").status()).isEqualTo(404);
    assertThat(client.get("/secrets").status()).isEqualTo(404);
  }

  private static JsonNode post(int bits, String operation, String body) throws Exception {
    VaultClient.Answer answer = client.post("/keys/oct" + bits + "//" + operation, body);
    assertThat(answer.status()).as(answer.raw().body()).isEqualTo(200);
    return answer.body();
  }

  private static List<String> names(JsonNode node) {
    return node.properties().stream().map(java.util.Map.Entry::getKey).toList();
  }

  private static byte[] secret(int bits) {
    byte[] secret = new byte[bits / 8];
    for (int i = 0; i < secret.length; i++) {
      secret[i] = (byte) (i + bits);
    }
    return secret;
  }

  private static byte[] bytes(JsonNode node, String member) {
    return Base64.getUrlDecoder().decode(node.get(member).asText());
  }

  private static String base64(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }
}
