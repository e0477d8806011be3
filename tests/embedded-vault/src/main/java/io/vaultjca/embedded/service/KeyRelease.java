package io.vaultjca.embedded.service;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vaultjca.embedded.crypto.InvalidInputException;
import io.vaultjca.embedded.crypto.KeyMaterial;
import io.vaultjca.embedded.crypto.RsaAesKeyWrap;
import io.vaultjca.embedded.crypto.SignatureAlgorithm;
import io.vaultjca.embedded.store.KeyVersion;
import io.vaultjca.embedded.store.Once;
import io.vaultjca.embedded.store.Settings;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;

/**
 * Writes a released key: a JSON Web Signature of the vault over the key, whose secret part is
 * wrapped for the target.
 */
final class KeyRelease {
  private final Once<Attestations.Signer> signer;

  KeyRelease(Settings settings) {
    this.signer = new Once<>(() -> Attestations.signer(settings.now()));
  }

  /**
   * Returns the value of a response.
   *
   * @param bundle the key as in other responses
   * @param enc the algorithm that wraps the secret part
   * @param nonce a value to include for the caller; null for none
   */
  String of(
      ObjectNode bundle,
      KeyVersion version,
      AttestedTarget target,
      String enc,
      String nonce,
      ApiVersion api)
      throws ServiceException {
    try {
      byte[] wrapped = RsaAesKeyWrap.wrap(enc, target.key(), plain(version.material()));
      ObjectNode blob = Json.object();
      blob.put("schema_version", "1.0");
      ObjectNode header = blob.putObject("header");
      header.put("kid", target.kid());
      header.put("alg", "dir");
      header.put("enc", enc);
      blob.put("ciphertext", Json.base64Url(wrapped));
      ObjectNode key = (ObjectNode) bundle.get("key");
      key.put("key_hsm", Json.base64Url(Json.bytes(blob)));
      ObjectNode payload = Json.object();
      ObjectNode request = payload.putObject("request");
      request.put("api-version", api.name());
      request.put("enc", enc);
      request.set("kid", key.get("kid"));
      request.put("nonce", nonce);
      payload.putObject("response").putObject("key").setAll(bundle);
      return signed(payload);
    } catch (InvalidInputException invalid) {
      throw ServiceException.badParameter(invalid);
    }
  }

  private static byte[] plain(KeyMaterial material) throws ServiceException {
    if (material instanceof KeyMaterial.Pair pair) {
      return pair.privateKey().getEncoded();
    }
    if (material instanceof KeyMaterial.Oct oct) {
      return oct.value();
    }
    throw ServiceException.forbidden(
        "KeyOperationForbidden", "Operation release is not permitted on this key.");
  }

  private String signed(JsonNode payload) throws InvalidInputException {
    ObjectNode header = Json.object();
    header.put("alg", "RS256");
    header.put("typ", "JWT");
    header.putArray("x5c").add(Base64.getEncoder().encodeToString(signer.get().certificate()));
    String text = Json.base64Url(Json.bytes(header)) + "." + Json.base64Url(Json.bytes(payload));
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256", "SUN")
              .digest(text.getBytes(StandardCharsets.US_ASCII));
      byte[] signature =
          SignatureAlgorithm.of("RS256").orElseThrow().sign(signer.get().key(), digest);
      return text + "." + Json.base64Url(signature);
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException("every JDK has SUN's SHA-256", impossible);
    }
  }
}
