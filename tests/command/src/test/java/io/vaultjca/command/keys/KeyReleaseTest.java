package io.vaultjca.command.keys;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.vaultjca.embedded.VaultServer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.interfaces.RSAPublicKey;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Release of keys to an environment that their policy accepts. */
class KeyReleaseTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String POLICY =
      """
      {"version":"1.0.0","anyOf":[{"authority":"https://attestation.example","allOf":[
        {"claim":"x-ms-attestation-type","equals":"%s"}]}]}""";

  @TempDir Path folder;

  @Test
  void releasesAKeyByItsPolicy() throws Exception {
    for (boolean managedHsm : new boolean[] {true, false}) {
      try (VaultServer server = VaultServer.builder().managedHsm(managedHsm).start()) {
        release(new Verbs(server.writeProperties(folder.resolve("vault.properties")), folder));
      }
    }
  }

  private static void release(Verbs keys) throws Exception {
    String policy = keys.file("policy.json", POLICY.formatted("sevsnpvm"));
    JsonNode made =
        keys.json(
            "create", "free", "--type", "RSA", "--hsm", "--exportable", "--release-policy", policy);
    assertThat(made.get("exportable").asBoolean()).isTrue();
    JsonNode shown = keys.json("show", "free").get("releasePolicy");
    assertThat(JSON.readTree(shown.get("policy").asText()))
        .isEqualTo(JSON.readTree(POLICY.formatted("sevsnpvm")));

    String token = keys.file("token.jwt", token("sevsnpvm"));
    String output = keys.file("free.jws");
    keys.ok(
        "release",
        "free",
        "--target",
        token,
        "--nonce",
        "n-1",
        "--algorithm",
        "RSA_AES_KEY_WRAP_256",
        "--output",
        output,
        "--force");
    String[] jws = Files.readString(keys.path("free.jws")).split("\\.", -1);
    JsonNode answer = JSON.readTree(Base64.getUrlDecoder().decode(jws[1]));
    assertThat(answer.get("request").get("nonce").asText()).isEqualTo("n-1");
    assertThat(answer.get("request").get("enc").asText()).isEqualTo("RSA_AES_KEY_WRAP_256");
    assertThat(answer.get("response").get("key").get("key").get("kid").asText())
        .isEqualTo(made.get("id").asText());
    keys.ok(
        "release",
        "free/" + made.get("version").asText(),
        "--target",
        token,
        "--output",
        output,
        "--force");

    assertThat(keys.failure("release", "free", "--target", token, "--output", output))
        .contains("--force");
    String other = keys.file("other.jwt", token("plain"));
    assertThat(keys.failure("release", "free", "--target", other, "--output", keys.file("no")))
        .contains("release policy");
    assertThat(keys.path("no")).doesNotExist();

    // The policy changes once more, and then becomes immutable.
    keys.ok(
        "update",
        "free",
        "--release-policy",
        keys.file("plain.json", POLICY.formatted("plain")),
        "--immutable-policy");
    keys.ok("release", "free", "--target", other, "--output", output, "--force");
    assertThat(keys.failure("update", "free", "--release-policy", policy)).contains("immutable");
  }

  /** The token of an attestation service. */
  private static String token(String type) throws Exception {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
    generator.initialize(2048);
    KeyPair authority = generator.generateKeyPair();
    String jwk = jwk((RSAPublicKey) authority.getPublic());
    String machine = jwk((RSAPublicKey) generator.generateKeyPair().getPublic());
    String head =
        base64("{\"alg\":\"RS256\",\"jwk\":%s}".formatted(jwk))
            + "."
            + base64(
                """
                {"iss":"https://attestation.example","exp":4102444800,
                 "x-ms-attestation-type":"%s","x-ms-runtime":{"keys":[%s]}}"""
                    .formatted(type, machine));
    Signature signature = Signature.getInstance("SHA256withRSA");
    signature.initSign(authority.getPrivate());
    signature.update(head.getBytes(StandardCharsets.US_ASCII));
    return head + "." + Base64.getUrlEncoder().withoutPadding().encodeToString(signature.sign());
  }

  private static String jwk(RSAPublicKey key) {
    return "{\"kid\":\"target\",\"kty\":\"RSA\",\"n\":\"%s\",\"e\":\"AQAB\"}"
        .formatted(
            Base64.getUrlEncoder().withoutPadding().encodeToString(key.getModulus().toByteArray()));
  }

  private static String base64(String text) {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }
}
