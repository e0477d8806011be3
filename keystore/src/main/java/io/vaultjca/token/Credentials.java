package io.vaultjca.token;

import io.vaultjca.Secret;
import io.vaultjca.VaultCredential;
import io.vaultjca.config.CredentialConfig;
import io.vaultjca.transport.Transport;
import java.time.Instant;

/** Creates the configured source of tokens. Loads Azure Identity only if that needs it. */
final class Credentials {
  /** The end of the year 9999: unlike {@link Instant#MAX} it can be added to. */
  private static final Instant FOR_EVER = Instant.ofEpochSecond(253_402_300_799L);

  private Credentials() {}

  static VaultCredential of(CredentialConfig config, Transport transport) {
    return switch (config.kind()) {
      case ACCESS_TOKEN, PASSWORD_IS_ACCESS_TOKEN -> ready(config.accessToken().orElseThrow());
      case CUSTOM -> checked(config.custom().orElseThrow());
      default -> new AzureIdentity(config, transport).credential();
    };
  }

  /** A ready token; only the service knows when it expires. */
  private static VaultCredential ready(Secret token) {
    return request -> new VaultCredential.Token(token, FOR_EVER);
  }

  /** The program's own source of tokens, whose results are checked. */
  private static VaultCredential checked(VaultCredential credential) {
    return request -> {
      VaultCredential.Token token = credential.getToken(request);
      if (token == null || token.value() == null || token.expiresAt() == null) {
        throw new IllegalStateException(
            "the program's own VaultCredential returned %s"
                .formatted(token == null ? "null" : "a token without a value or an expiry"));
      }
      return token.expiresAt().isAfter(FOR_EVER)
          ? new VaultCredential.Token(token.value(), FOR_EVER)
          : token;
    };
  }
}
