package io.vaultjca.embedded.service;

import com.fasterxml.jackson.databind.JsonNode;
import io.vaultjca.embedded.crypto.InvalidInputException;
import io.vaultjca.embedded.crypto.JwtSignatures;
import io.vaultjca.embedded.crypto.KeyParts;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.interfaces.RSAPublicKey;
import java.util.Base64;

/**
 * The target environment of a key release, from the token of an attestation service. There is no
 * such service here to get keys from, so a token must be signed with the key in the member {@code
 * jwk} of its own header.
 *
 * @param claims the claims of the token
 * @param key the key from {@code x-ms-runtime.keys} that wraps secret material
 */
record AttestedTarget(JsonNode claims, String kid, RSAPublicKey key) {

  /** Parses a token, and checks its signature and expiry. */
  static AttestedTarget of(String token, long nowSeconds) throws ServiceException {
    String[] parts = token.split("\\.", -1);
    if (parts.length != 3) {
      throw Body.invalid("target");
    }
    try {
      JsonNode header = Json.read(decoded(parts[0]));
      byte[] signed = (parts[0] + "." + parts[1]).getBytes(StandardCharsets.US_ASCII);
      RSAPublicKey signer = rsa(header.path("jwk"));
      boolean right =
          JwtSignatures.verify(header.path("alg").asText(), signer, signed, decoded(parts[2]));
      JsonNode claims = Json.read(decoded(parts[1]));
      if (!right || claims.path("exp").asLong() <= nowSeconds) {
        throw refused();
      }
      for (JsonNode key : claims.path("x-ms-runtime").path("keys")) {
        if (key.path("kty").asText().equals("RSA")) {
          return new AttestedTarget(claims, key.path("kid").asText(), rsa(key));
        }
      }
    } catch (IOException | IllegalArgumentException | InvalidInputException malformed) {
      throw Body.invalid("target");
    }
    throw Body.invalid("target");
  }

  /** Refuses a target that does not satisfy a policy. */
  void require(byte[] policy) throws ServiceException {
    JsonNode document;
    try {
      document = Json.read(policy);
    } catch (IOException malformed) {
      throw refused();
    }
    for (JsonNode authority : document.path("anyOf")) {
      boolean issuer = authority.path("authority").asText().equals(claims.path("iss").asText());
      if (issuer && holds(authority)) {
        return;
      }
    }
    throw refused();
  }

  /** Evaluates {@code allOf} or {@code anyOf}, which may be nested. */
  private boolean holds(JsonNode condition) {
    if (condition.has("allOf")) {
      boolean all = true;
      for (JsonNode one : condition.get("allOf")) {
        all &= holds(one);
      }
      return all;
    }
    if (condition.has("anyOf")) {
      boolean any = false;
      for (JsonNode one : condition.get("anyOf")) {
        any |= holds(one);
      }
      return any;
    }
    String claim = condition.path("claim").asText();
    JsonNode value = claims.has(claim) ? claims.get(claim) : at(claim);
    return condition.has("equals")
        && value.isValueNode()
        && value.asText().equals(condition.get("equals").asText());
  }

  /** Finds a nested claim, such as {@code x-ms-isolation-tee.x-ms-compliance-status}. */
  private JsonNode at(String path) {
    JsonNode node = claims;
    for (String step : path.split("\\.", -1)) {
      node = node.path(step);
    }
    return node;
  }

  private static ServiceException refused() {
    return ServiceException.forbidden(
        "KeyOperationForbidden",
        "The target environment's attestation does not satisfy the key's release policy.");
  }

  private static RSAPublicKey rsa(JsonNode jwk) throws InvalidInputException {
    return KeyParts.rsaPublicKey(
        new BigInteger(1, decoded(jwk.path("n").asText())),
        new BigInteger(1, decoded(jwk.path("e").asText())));
  }

  private static byte[] decoded(String part) {
    return Base64.getUrlDecoder().decode(part);
  }
}
