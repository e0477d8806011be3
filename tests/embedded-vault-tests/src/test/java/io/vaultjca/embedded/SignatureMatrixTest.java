package io.vaultjca.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import com.azure.security.keyvault.keys.cryptography.CryptographyClient;
import com.azure.security.keyvault.keys.cryptography.models.SignatureAlgorithm;
import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.Provider;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECParameterSpec;
import java.security.spec.ECPoint;
import java.security.spec.ECPublicKeySpec;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.security.spec.RSAPublicKeySpec;
import java.util.Base64;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Every signature algorithm, verified by another implementation with only the key's public members,
 * by plain requests and through the official SDK.
 */
class SignatureMatrixTest {
  private static final byte[] MESSAGE = "Vault signs digests.".getBytes(StandardCharsets.UTF_8);
  private static final Provider BOUNCY_CASTLE = new BouncyCastleProvider();

  private static VaultServer vault;
  private static VaultClient client;
  private static AzureClients clients;

  @BeforeAll
  static void start() {
    vault = VaultServer.start();
    client = new VaultClient(vault, vault.accessToken());
    clients = new AzureClients(vault);
    vault.seed(
        """
        {"keys": [{"name": "RSA"}, {"name": "P-256", "kty": "EC"},
                  {"name": "P-384", "kty": "EC", "crv": "P-384"},
                  {"name": "P-521", "kty": "EC", "crv": "P-521"},
                  {"name": "P-256K", "kty": "EC", "crv": "P-256K"}]}
        """);
  }

  @AfterAll
  static void close() {
    vault.close();
  }

  @ParameterizedTest
  @CsvSource({
    "RSA,RS256,SHA-256,SHA256withRSA",
    "RSA,RS384,SHA-384,SHA384withRSA",
    "RSA,RS512,SHA-512,SHA512withRSA",
    "RSA,PS256,SHA-256,RSASSA-PSS",
    "RSA,PS384,SHA-384,RSASSA-PSS",
    "RSA,PS512,SHA-512,RSASSA-PSS",
    "P-256,ES256,SHA-256,SHA256withECDSAinP1363Format",
    "P-384,ES384,SHA-384,SHA384withECDSAinP1363Format",
    "P-521,ES512,SHA-512,SHA512withECDSAinP1363Format",
    "P-256K,ES256K,SHA-256,SHA256withPLAIN-ECDSA"
  })
  void signatureVerifiesWithAnotherImplementationAndInTheVault(
      String key, String algorithm, String digest, String jca) throws Exception {
    byte[] hash = MessageDigest.getInstance(digest).digest(MESSAGE);
    JsonNode signed = sign(key, algorithm, hash);
    byte[] signature = Base64.getUrlDecoder().decode(signed.get("value").asText());

    Signature verifier =
        key.equals("P-256K")
            ? Signature.getInstance(jca, BOUNCY_CASTLE)
            : Signature.getInstance(jca);
    if (jca.equals("RSASSA-PSS")) {
      verifier.setParameter(
          new PSSParameterSpec(digest, "MGF1", new MGF1ParameterSpec(digest), hash.length, 1));
    }
    verifier.initVerify(publicKey(client.get("/keys/" + key).body().get("key")));
    verifier.update(MESSAGE);
    assertThat(verifier.verify(signature)).isTrue();

    CryptographyClient crypto = clients.cryptography(vault.uri() + "/keys/" + key);
    SignatureAlgorithm ofTheSdk = SignatureAlgorithm.fromString(algorithm);
    byte[] another = crypto.signData(ofTheSdk, MESSAGE).getSignature();
    verifier.update(MESSAGE);
    assertThat(verifier.verify(another)).isTrue();
    assertThat(crypto.verifyData(ofTheSdk, MESSAGE, another).isValid()).isTrue();
    assertThat(crypto.verify(ofTheSdk, hash, signature).isValid()).isTrue();
    assertThat(crypto.verify(ofTheSdk, new byte[hash.length], signature).isValid()).isFalse();

    assertThat(verify(key, algorithm, hash, signature)).isTrue();
    signature[signature.length - 1] ^= 1;
    assertThat(verify(key, algorithm, hash, signature)).isFalse();
    signature[signature.length - 1] ^= 1;
    hash[0] ^= 1;
    assertThat(verify(key, algorithm, hash, signature)).isFalse();
    assertThat(verify(key, algorithm, hash, new byte[3])).isFalse();
  }

  @Test
  void signsTheClientsEncodingWithRsnull() throws Exception {
    byte[] signature =
        Base64.getUrlDecoder().decode(sign("RSA", "RSNULL", MESSAGE).get("value").asText());
    Signature verifier = Signature.getInstance("NONEwithRSA", BOUNCY_CASTLE);
    verifier.initVerify(publicKey(client.get("/keys/RSA").body().get("key")));
    verifier.update(MESSAGE);
    assertThat(verifier.verify(signature)).isTrue();
    assertThat(
            clients
                .cryptography(vault.uri() + "/keys/RSA")
                .sign(SignatureAlgorithm.fromString("RSNULL"), MESSAGE)
                .getSignature())
        .isEqualTo(signature);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "RSA|RS256|10|Invalid length of 'value': 10 bytes. RS256 requires 32 bytes",
        "RSA|PS384|32|Invalid length of 'value': 32 bytes. PS384 requires 48 bytes",
        "P-521|ES512|48|Invalid length of 'value': 48 bytes. ES512 requires 64 bytes",
        "RSA|RSNULL|246|Invalid length of 'value': 246 bytes. RSNULL requires at most 245 bytes",
        "P-384|ES256|32|Algorithm ES256 is not compatible with curve P-384.",
        "RSA|RS1|32|Signing algorithm 'RS1' is not supported."
      })
  void refusesAnAlgorithmThatDoesNotFitTheKeyOrDigest(
      String key, String algorithm, int length, String message) throws Exception {
    VaultClient.Answer answer = post(key, algorithm, new byte[length]);
    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.body().at("/error/code").asText()).isEqualTo("BadParameter");
    assertThat(answer.body().at("/error/message").asText()).isEqualTo(message);
    assertThat(answer.body().get("error").has("innererror")).isFalse();
  }

  private static JsonNode sign(String key, String algorithm, byte[] digest) throws Exception {
    VaultClient.Answer answer = post(key, algorithm, digest);
    assertThat(answer.status()).isEqualTo(200);
    return answer.body();
  }

  private static VaultClient.Answer post(String key, String algorithm, byte[] digest)
      throws Exception {
    return client.post(
        "/keys/" + key + "//sign",
        "{'alg':'%s','value':'%s'}".formatted(algorithm, base64(digest)));
  }

  private static boolean verify(String key, String algorithm, byte[] digest, byte[] signature)
      throws Exception {
    return client
        .post(
            "/keys/" + key + "//VERIFY",
            "{'alg':'%s','digest':'%s','value':'%s'}"
                .formatted(algorithm, base64(digest), base64(signature)))
        .body()
        .get("value")
        .booleanValue();
  }

  private static String base64(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  static PublicKey publicKey(JsonNode jwk) throws GeneralSecurityException {
    if (jwk.get("kty").asText().startsWith("RSA")) {
      return KeyFactory.getInstance("RSA")
          .generatePublic(new RSAPublicKeySpec(number(jwk, "n"), number(jwk, "e")));
    }
    String curve = jwk.get("crv").asText();
    Provider provider =
        curve.equals("P-256K") ? BOUNCY_CASTLE : KeyFactory.getInstance("EC").getProvider();
    AlgorithmParameters parameters = AlgorithmParameters.getInstance("EC", provider);
    parameters.init(
        new ECGenParameterSpec(
            curve.equals("P-256K") ? "secp256k1" : "secp" + curve.substring(2) + "r1"));
    return KeyFactory.getInstance("EC", provider)
        .generatePublic(
            new ECPublicKeySpec(
                new ECPoint(number(jwk, "x"), number(jwk, "y")),
                parameters.getParameterSpec(ECParameterSpec.class)));
  }

  private static BigInteger number(JsonNode jwk, String member) {
    return new BigInteger(1, Base64.getUrlDecoder().decode(jwk.get(member).asText()));
  }
}
