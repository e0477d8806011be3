package io.vaultjca.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Provider;
import java.security.PublicKey;
import java.security.Security;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.crypto.digests.SHAKEDigest;
import org.bouncycastle.jcajce.spec.ContextParameterSpec;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * AKP keys, in the specification since 2026-05-01-preview. BouncyCastle and, since 24, the JDK
 * verify the signatures with only the key's public members.
 */
class MlDsaTest {
  private static final String PREVIEW = "2026-07-01-preview";
  private static final byte[] MESSAGE = "a message of any length".getBytes(StandardCharsets.UTF_8);
  private static final byte[] CONTEXT = "application-context-v1".getBytes(StandardCharsets.UTF_8);
  private static final byte[] NONE = {};
  private static final Provider BOUNCY_CASTLE = new BouncyCastleProvider();

  /** The object identifiers of RFC 9881. */
  private static final Map<String, String> OIDS =
      Map.of(
          "ML-DSA-44", "2.16.840.1.101.3.4.3.17",
          "ML-DSA-65", "2.16.840.1.101.3.4.3.18",
          "ML-DSA-87", "2.16.840.1.101.3.4.3.19");

  private static VaultServer vault;
  private static VaultServer hsm;
  private static VaultClient client;

  @BeforeAll
  static void start() {
    vault = VaultServer.builder().premium(true).start();
    hsm = VaultServer.builder().managedHsm(true).start();
    client = client(vault);
    vault.seed(
        """
        {"keys": [{"name": "ML-DSA-44", "kty": "AKP", "alg": "ML-DSA-44"},
                  {"name": "ML-DSA-65", "kty": "AKP-HSM", "alg": "ML-DSA-65"},
                  {"name": "ML-DSA-87", "kty": "AKP", "alg": "ML-DSA-87"},
                  {"name": "rsa"}]}
        """);
  }

  @AfterAll
  static void close() {
    vault.close();
    hsm.close();
  }

  @ParameterizedTest
  @CsvSource({"ML-DSA-44,1312,2420", "ML-DSA-65,1952,3309", "ML-DSA-87,2592,4627"})
  void signatureVerifiesWithBouncyCastle(String set, int keyLength, int signatureLength)
      throws Exception {
    byte[] raw = pub(client.get("/keys/" + set).body());
    assertThat(raw).hasSize(keyLength);
    PublicKey key = publicKey(set, raw, BOUNCY_CASTLE);

    byte[] signature = sign(set, "'value':'%s'".formatted(base64(MESSAGE)));
    assertThat(signature).hasSize(signatureLength);
    assertThat(bouncyCastleVerifies(key, NONE, signature)).isTrue();
    byte[] withAlgorithm = sign(set, "'alg':'%s','value':'%s'".formatted(set, base64(MESSAGE)));
    assertThat(bouncyCastleVerifies(key, NONE, withAlgorithm)).isTrue();
    // Hedged: FIPS 204, algorithm 2, line 5.
    assertThat(withAlgorithm).isNotEqualTo(signature);

    byte[] inContext = sign(set, message("value", CONTEXT));
    assertThat(bouncyCastleVerifies(key, CONTEXT, inContext)).isTrue();
    assertThat(bouncyCastleVerifies(key, NONE, inContext)).isFalse();
    byte[] longest = new byte[255];
    assertThat(bouncyCastleVerifies(key, longest, sign(set, message("value", longest)))).isTrue();
  }

  @ParameterizedTest
  @CsvSource({"ML-DSA-44", "ML-DSA-65", "ML-DSA-87"})
  void signsMuThatTheCallerComputed(String set) throws Exception {
    byte[] raw = pub(client.get("/keys/" + set).body());
    PublicKey key = publicKey(set, raw, BOUNCY_CASTLE);
    for (byte[] context : List.of(NONE, CONTEXT)) {
      byte[] mu = mu(raw, context, MESSAGE);
      byte[] signature = sign(set, "'external_mu':'%s'".formatted(base64(mu)));
      assertThat(bouncyCastleVerifies(key, context, signature)).isTrue();
      // Both forms of a signature verify in either form of a request.
      assertThat(verify(set, message("digest", context), signature)).isTrue();
      byte[] pure = sign(set, message("value", context));
      assertThat(verify(set, "'external_mu':'%s'".formatted(base64(mu)), pure)).isTrue();
      mu[0] ^= 1;
      assertThat(verify(set, "'external_mu':'%s'".formatted(base64(mu)), pure)).isFalse();
    }
  }

  @ParameterizedTest
  @CsvSource({"ML-DSA-44", "ML-DSA-65", "ML-DSA-87"})
  void signatureVerifiesWithTheJdk(String set) throws Exception {
    assumeTrue(Runtime.version().feature() >= 24, "ML-DSA came with JDK 24");
    byte[] raw = pub(client.get("/keys/" + set).body());
    Provider sun = Security.getProvider("SUN");
    Signature verifier = Signature.getInstance("ML-DSA", sun);
    byte[] mu = mu(raw, NONE, MESSAGE);
    for (byte[] signature :
        List.of(
            sign(set, message("value", NONE)),
            sign(set, "'external_mu':'%s'".formatted(base64(mu))))) {
      verifier.initVerify(publicKey(set, raw, sun));
      verifier.update(MESSAGE);
      assertThat(verifier.verify(signature)).isTrue();
    }
  }

  @Test
  void verifiesOnlyValidSignatures() throws Exception {
    byte[] signature = sign("ML-DSA-65", message("value", CONTEXT));
    assertThat(verify("ML-DSA-65", message("digest", CONTEXT), signature)).isTrue();
    assertThat(verify("ML-DSA-65", "'digest':'%s'".formatted(base64(MESSAGE)), signature))
        .isFalse();
    assertThat(verify("ML-DSA-87", message("digest", CONTEXT), signature)).isFalse();
    for (int length : new int[] {0, 3, signature.length - 1, signature.length + 1}) {
      byte[] malformed = Arrays.copyOf(signature, length);
      assertThat(verify("ML-DSA-65", message("digest", CONTEXT), malformed)).isFalse();
    }
    signature[7] ^= 1;
    assertThat(verify("ML-DSA-65", message("digest", CONTEXT), signature)).isFalse();

    // A key and a signature of another implementation.
    KeyPairGenerator generator = KeyPairGenerator.getInstance("ML-DSA-65", BOUNCY_CASTLE);
    KeyPair other = generator.generateKeyPair();
    Signature signer = Signature.getInstance("ML-DSA", BOUNCY_CASTLE);
    signer.initSign(other.getPrivate());
    signer.update(MESSAGE);
    assertThat(verify("ML-DSA-65", message("digest", NONE), signer.sign())).isFalse();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "ML-DSA-65|'external_mu':'%63'|Invalid length of 'external_mu': 63 bytes. ML-DSA requires 64 bytes",
        "ML-DSA-65|'external_mu':'%65'|Invalid length of 'external_mu': 65 bytes. ML-DSA requires 64 bytes",
        "ML-DSA-65|'external_mu':''|Invalid length of 'external_mu': 0 bytes. ML-DSA requires 64 bytes",
        "ML-DSA-65|'external_mu':7|Property external_mu has invalid value",
        "ML-DSA-65|'external_mu':'%64','value':'%1'|'value' must not be set when 'external_mu' is specified.",
        "ML-DSA-65|'external_mu':'%64','alg':'ML-DSA-65'|'alg' must not be set when 'external_mu' is specified.",
        "ML-DSA-65|'external_mu':'%64','context':''|'context' must not be set when 'external_mu' is specified.",
        "ML-DSA-65|'value':'%1','context':'%256'|Invalid length of 'context': 256 bytes. ML-DSA requires at most 255 bytes",
        "ML-DSA-65|'context':'%1'|Property value is required",
        "ML-DSA-65|'value':'%1','alg':'ML-DSA-87'|Key and signing algorithm are incompatible. The key's algorithm is 'ML-DSA-65', not 'ML-DSA-87'.",
        "ML-DSA-65|'value':'%32','alg':'ES256'|Key and signing algorithm are incompatible. The key's algorithm is 'ML-DSA-65', not 'ES256'.",
        "rsa|'external_mu':'%64'|'external_mu' is only supported for ML-DSA (AKP) keys.",
        "rsa|'alg':'RS256','value':'%32','context':'%1'|'context' is only supported for ML-DSA (AKP) keys.",
        "rsa|'alg':'ML-DSA-65','value':'%32'|Signing algorithm 'ML-DSA-65' is not supported."
      })
  void refusesWrongLengthsAndWrongCombinations(String key, String members, String message)
      throws Exception {
    assertBadParameter(
        client.post("/keys/" + key + "//sign", "{" + filled(members) + "}"), message);
  }

  @Test
  void verificationHasTheSameRules() throws Exception {
    for (String other : List.of("'alg':'ML-DSA-65'", "'digest':'AA'", "'context':'AA'")) {
      assertBadParameter(
          client.post(
              "/keys/ML-DSA-65//verify",
              filled("{'external_mu':'%64','value':'AA'," + other + "}")),
          other.substring(0, other.indexOf(':'))
              + " must not be set when 'external_mu' is specified.");
    }
    assertBadParameter(
        client.post("/keys/ML-DSA-65//verify", filled("{'external_mu':'%64'}")),
        "Property value is required");
    assertBadParameter(
        client.post("/keys/ML-DSA-65//verify", "{'value':'AA'}"), "Property digest is required");
    assertBadParameter(
        client.post("/keys/ML-DSA-65//encrypt", "{'alg':'RSA-OAEP','value':'AA'}"),
        403,
        "Operation encrypt is not permitted on this key.");
  }

  @Test
  void newKeyIsReturnedAsInTheSpecificationsExample() throws Exception {
    for (VaultServer server : List.of(vault, hsm)) {
      JsonNode created =
          client(server)
              .post(
                  "/keys/created/create",
                  "{'kty':'AKP','alg':'ML-DSA-65','key_ops':['sign','verify'],'attributes':{},'tags':{'purpose':'unit test'}}")
              .body();
      assertThat(created.at("/key/kty").asText()).isEqualTo("AKP-HSM");
      assertThat(created.at("/key/alg").asText()).isEqualTo("ML-DSA-65");
      assertThat(pub(created)).hasSize(1952);
      assertThat(created.get("key").properties())
          .extracting(Map.Entry::getKey)
          .containsExactlyInAnyOrder("kid", "kty", "alg", "key_ops", "pub");
      assertThat(created.at("/tags/purpose").asText()).isEqualTo("unit test");
      assertThat(created.get("attributes").has("key_size")).isFalse();
      assertThat(created.at("/attributes/hsmPlatform").asText(""))
          .isEqualTo(server == hsm ? "" : "2");
      String kid = created.at("/key/kid").asText();
      assertThat(pub(client(server).get("/keys/created").body())).isEqualTo(pub(created));
      JsonNode items = client(server).get("/keys").body().get("value");
      assertThat(items.findValuesAsText("kid")).contains(kid.substring(0, kid.lastIndexOf('/')));
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{'kty':'AKP'}|Property alg is required",
        "{'kty':'AKP','alg':'ML-DSA-66'}|Property alg has invalid value",
        "{'kty':'AKP','alg':'ML-KEM-768'}|Property alg has invalid value",
        "{'kty':'RSA','alg':'ML-DSA-65'}|Property alg has invalid value",
        "{'kty':'AKP','alg':'ML-DSA-65','key_ops':['encrypt']}|Invalid key operation 'encrypt' for a key of type 'AKP-HSM'"
      })
  void refusesAKeyThatTheSpecificationDoesNotHave(String body, String message) throws Exception {
    assertBadParameter(client.post("/keys/bad/create", body), message);
  }

  @Test
  void refusesAnImport() throws Exception {
    assertBadParameter(
        client.put("/keys/bad", "{'key':{'kty':'AKP','alg':'ML-DSA-65','pub':'AA'}}"),
        "A key of type 'AKP-HSM' cannot be imported.");
  }

  @Test
  void standardVaultRefusesMlDsaKeys() throws Exception {
    try (VaultServer standard = VaultServer.start()) {
      assertBadParameter(
          client(standard).post("/keys/k/create", "{'kty':'AKP','alg':'ML-DSA-65'}"),
          "Hardware key operation not allowed on standard vault");
      String blob = client.post("/keys/ML-DSA-44/backup", null).body().get("value").asText();
      assertBadParameter(
          client(standard).post("/keys/restore", "{'value':'%s'}".formatted(blob)),
          "Hardware key operation not allowed on standard vault");
    }
  }

  @Test
  void earlierVersionDoesNotSupportMlDsa() throws Exception {
    for (String version : List.of("2025-07-01", "2026-04-01")) {
      VaultClient old = client(vault).apiVersion(version);
      assertBadParameter(old.post("/keys/k/create", "{'kty':'AKP'}"), "Invalid kty value: 'AKP'");
      assertBadParameter(
          old.post("/keys/k/create", "{'kty':'RSA','alg':'ML-DSA-65'}"),
          "Property alg is not recognized");
      JsonNode key = old.get("/keys/ML-DSA-65").body().get("key");
      assertThat(key.get("kty").asText()).isEqualTo("AKP-HSM");
      assertThat(key.has("alg") || key.has("pub")).isFalse();
      for (String member : List.of("external_mu", "context")) {
        assertBadParameter(
            old.post("/keys/ML-DSA-65//sign", "{'%s':'AA'}".formatted(member)),
            "Property " + member + " is not recognized");
      }
      assertBadParameter(
          old.post("/keys/ML-DSA-65//sign", "{'alg':'ML-DSA-65','value':'AA'}"),
          "Signing algorithm 'ML-DSA-65' is not supported.");
      // Keys of other types in the same vault are not affected.
      assertThat(old.get("/keys").body().get("value").findValuesAsText("kid"))
          .contains(vault.uri() + "/keys/ML-DSA-65", vault.uri() + "/keys/rsa");
      assertThat(new AzureClients(vault).keys().getKey("ML-DSA-65").getKeyType())
          .hasToString("AKP-HSM");
    }
  }

  @Test
  void rotationCreatesAVersionAndKeepsTheOld() throws Exception {
    client.post("/keys/turned/create", "{'kty':'AKP','alg':'ML-DSA-44'}");
    JsonNode first = client.get("/keys/turned").body();
    JsonNode second = client.post("/keys/turned/rotate", null).body();
    assertThat(second.at("/key/alg").asText()).isEqualTo("ML-DSA-44");
    assertThat(pub(second)).hasSize(1312).isNotEqualTo(pub(first));
    assertThat(client.get("/keys/turned/versions").body().get("value")).hasSize(2);
    String kid = first.at("/key/kid").asText();
    byte[] signature =
        decoded(
            client.post(
                kid.substring(vault.uri().toString().length()) + "/sign",
                "{" + message("value", NONE) + "}"));
    assertThat(
            bouncyCastleVerifies(
                publicKey("ML-DSA-44", pub(first), BOUNCY_CASTLE), NONE, signature))
        .isTrue();
  }

  @Test
  void restoresABackupInAnotherVault() throws Exception {
    client.post("/keys/kept/create", "{'kty':'AKP','alg':'ML-DSA-87'}");
    JsonNode kept = client.get("/keys/kept").body();
    String blob = client.post("/keys/kept/backup", null).body().get("value").asText();
    try (VaultServer another = VaultServer.builder().premium(true).start()) {
      VaultClient there = client(another);
      JsonNode restored = there.post("/keys/restore", "{'value':'%s'}".formatted(blob)).body();
      assertThat(pub(restored)).isEqualTo(pub(kept));
      byte[] signature =
          decoded(there.post("/keys/kept//sign", "{" + message("value", CONTEXT) + "}"));
      assertThat(verify("kept", message("digest", CONTEXT), signature)).isTrue();
    }
  }

  private static VaultClient client(VaultServer server) {
    return new VaultClient(server, server.accessToken()).apiVersion(PREVIEW);
  }

  private static byte[] sign(String key, String members) throws Exception {
    return decoded(client.post("/keys/" + key + "//sign", "{" + members + "}"));
  }

  private static byte[] decoded(VaultClient.Answer answer) {
    assertThat(answer.status()).as("%s", answer.body()).isEqualTo(200);
    return Base64.getUrlDecoder().decode(answer.body().get("value").asText());
  }

  private static boolean verify(String key, String members, byte[] signature) throws Exception {
    VaultClient.Answer answer =
        client.post(
            "/keys/" + key + "//verify", "{%s,'value':'%s'}".formatted(members, base64(signature)));
    assertThat(answer.status()).as("%s", answer.body()).isEqualTo(200);
    return answer.body().get("value").asBoolean();
  }

  /** Returns the members for a message and its context. */
  private static String message(String member, byte[] context) {
    return "'%s':'%s','context':'%s'".formatted(member, base64(MESSAGE), base64(context));
  }

  /** FIPS 204, algorithm 2, line 10, and algorithm 7, line 6. */
  private static byte[] mu(byte[] publicKey, byte[] context, byte[] message) {
    SHAKEDigest shake = new SHAKEDigest(256);
    byte[] hash = new byte[64];
    shake.update(publicKey, 0, publicKey.length);
    shake.doFinal(hash, 0, hash.length);
    shake.update(hash, 0, hash.length);
    shake.update((byte) 0);
    shake.update((byte) context.length);
    shake.update(context, 0, context.length);
    shake.update(message, 0, message.length);
    shake.doFinal(hash, 0, hash.length);
    return hash;
  }

  private static PublicKey publicKey(String set, byte[] raw, Provider provider) throws Exception {
    AlgorithmIdentifier algorithm =
        new AlgorithmIdentifier(new ASN1ObjectIdentifier(OIDS.get(set)));
    return KeyFactory.getInstance("ML-DSA", provider)
        .generatePublic(
            new X509EncodedKeySpec(new SubjectPublicKeyInfo(algorithm, raw).getEncoded()));
  }

  private static boolean bouncyCastleVerifies(PublicKey key, byte[] context, byte[] signature)
      throws Exception {
    Signature verifier = Signature.getInstance("ML-DSA", BOUNCY_CASTLE);
    verifier.initVerify(key);
    verifier.setParameter(new ContextParameterSpec(context));
    verifier.update(MESSAGE);
    return verifier.verify(signature);
  }

  private static byte[] pub(JsonNode bundle) {
    return Base64.getUrlDecoder().decode(bundle.at("/key/pub").asText());
  }

  private static String base64(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  /** Replaces each percent sign and number with so many bytes. */
  private static String filled(String text) {
    return Pattern.compile("%(\\d+)")
        .matcher(text)
        .replaceAll(number -> base64(new byte[Integer.parseInt(number.group(1))]));
  }

  private static void assertBadParameter(VaultClient.Answer answer, String message) {
    assertBadParameter(answer, 400, message);
  }

  private static void assertBadParameter(VaultClient.Answer answer, int status, String message) {
    assertThat(answer.status()).as("%s", answer.body()).isEqualTo(status);
    assertThat(answer.body().at("/error/message").asText()).isEqualTo(message);
  }
}
