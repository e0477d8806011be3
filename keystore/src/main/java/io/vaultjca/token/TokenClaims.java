package io.vaultjca.token;

import com.azure.json.JsonProviders;
import com.azure.json.JsonReader;
import io.vaultjca.VaultCredential.Token;
import io.vaultjca.text.OneLine;
import java.io.IOException;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The claims of an access token about its caller ("Access token claims reference", Microsoft Entra
 * documentation). They prove nothing: only the service verifies a token.
 *
 * @param claims the claims of {@link #SHOWN} that the token has; empty if it is not a JWT
 * @param expires when it expires, if that is known
 */
public record TokenClaims(Map<String, String> claims, Optional<Instant> expires) {
  /** The caller, its tenant and the service; none of them is a secret. */
  private static final List<String> SHOWN =
      List.of("oid", "appid", "azp", "upn", "preferred_username", "aud", "tid", "xms_mirid");

  /** A ready token's expiry is later than this: only the token itself can say when it expires. */
  private static final Instant FAR = Instant.parse("9000-01-01T00:00:00Z");

  public TokenClaims {
    claims = Map.copyOf(claims);
  }

  public Optional<String> claim(String name) {
    return Optional.ofNullable(claims.get(name));
  }

  public static TokenClaims of(Token token) {
    Map<String, Object> payload = payload(token.value().reveal());
    Map<String, String> shown = new TreeMap<>();
    for (String name : SHOWN) {
      if (payload.get(name) instanceof String text) {
        shown.put(name, OneLine.of(text, 200));
      }
    }
    Optional<Instant> expires =
        payload.get("exp") instanceof Number seconds
            ? Optional.of(Instant.ofEpochSecond(seconds.longValue()))
            : Optional.of(token.expiresAt()).filter(FAR::isAfter);
    return new TokenClaims(shown, expires);
  }

  /** The claims of a JWT (RFC 7519, section 3); empty if the token is not one. */
  private static Map<String, Object> payload(String token) {
    String[] parts = token.split("\\.", -1);
    if (parts.length != 3) {
      return Map.of();
    }
    try (JsonReader reader = JsonProviders.createReader(Base64.getUrlDecoder().decode(parts[1]))) {
      Map<String, Object> read = reader.readMap(JsonReader::readUntyped);
      return read == null ? Map.of() : read;
    } catch (IOException | RuntimeException e) {
      // Nothing promises that a token is readable.
      return Map.of();
    }
  }
}
