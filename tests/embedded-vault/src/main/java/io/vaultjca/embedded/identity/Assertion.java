package io.vaultjca.embedded.identity;

import com.fasterxml.jackson.databind.JsonNode;
import io.vaultjca.embedded.crypto.JwtSignatures;
import io.vaultjca.embedded.service.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/** A client assertion (RFC 7523), signed with the key of a registered certificate. */
final class Assertion {
  private Assertion() {}

  /**
   * Returns what is wrong with an assertion; empty if it is valid.
   *
   * @param audiences prefixes; the audience must start with one of them
   */
  static Optional<String> mistake(
      String assertion,
      String clientId,
      List<String> audiences,
      List<X509Certificate> registered,
      Instant now) {
    String[] parts = assertion.split("\\.", -1);
    if (parts.length != 3) {
      return Optional.of("it is not a JWT");
    }
    try {
      Base64.Decoder base64 = Base64.getUrlDecoder();
      JsonNode header = Json.read(base64.decode(parts[0]));
      JsonNode claims = Json.read(base64.decode(parts[1]));
      if (!claims.path("iss").asText().equals(clientId)
          || !claims.path("sub").asText().equals(clientId)) {
        return Optional.of("iss and sub must be the client id");
      }
      String audience = claims.path("aud").asText();
      if (audiences.stream().noneMatch(audience::startsWith)) {
        return Optional.of("the audience is " + audience);
      }
      if (claims.path("exp").asLong() <= now.getEpochSecond()) {
        return Optional.of("it has expired");
      }
      byte[] signed = (parts[0] + "." + parts[1]).getBytes(StandardCharsets.US_ASCII);
      byte[] signature = base64.decode(parts[2]);
      String algorithm = header.path("alg").asText();
      for (X509Certificate certificate : registered) {
        if (JwtSignatures.verify(algorithm, certificate.getPublicKey(), signed, signature)) {
          return Optional.empty();
        }
      }
      return Optional.of("no registered certificate verifies its signature, alg " + algorithm);
    } catch (IOException | IllegalArgumentException malformed) {
      return Optional.of("it is not a JWT");
    }
  }
}
