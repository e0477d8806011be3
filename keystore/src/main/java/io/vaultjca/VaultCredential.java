package io.vaultjca;

import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A source of access tokens that a program brings itself.
 *
 * <p>Implementations must be safe for use by several threads. Tokens are cached: a source is asked
 * again only shortly before a token expires, or when the service demands further claims.
 *
 * <p>A source is asked on a daemon thread of the library, whose context class loader is the
 * system's. A thread that asks for longer than two minutes is interrupted, and the source is asked
 * again.
 */
@FunctionalInterface
public interface VaultCredential {
  /**
   * Gets a token.
   *
   * @param request what the service asks for; never null
   * @return the token; not null
   * @throws IOException if no token can be had; the message is shown to the user and must not hold
   *     a secret
   */
  Token getToken(Request request) throws IOException;

  /**
   * What the service asks for.
   *
   * @param scopes the OAuth 2.0 scopes, such as {@code https://vault.azure.net/.default}
   * @param tenantId the tenant that the service's challenge names
   * @param claims the claims of a continuous access evaluation challenge
   */
  record Request(List<String> scopes, Optional<String> tenantId, Optional<String> claims) {
    /** Copies the scopes. */
    public Request {
      scopes = List.copyOf(scopes);
    }
  }

  /**
   * An access token.
   *
   * @param value the token itself
   * @param expiresAt when it stops being valid
   */
  record Token(Secret value, Instant expiresAt) {}
}
