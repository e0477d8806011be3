package io.vaultjca;

import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A source of access tokens that a program implements.
 *
 * <p>Implementations must be safe for use by several threads. The library caches tokens: it calls
 * the source again five minutes before a token expires (or after half of its lifetime, if that is
 * later), when the service refuses the token, or when the service demands further claims.
 *
 * <p>The library calls a source on a daemon thread of its own, whose context class loader is the
 * system class loader. After two minutes without a result it interrupts that thread and calls the
 * source again.
 */
@FunctionalInterface
public interface VaultCredential {
  /**
   * Gets a token.
   *
   * @param request what the service demands of the token
   * @return the token
   * @throws IOException if there is no token; the user sees the message, so it must not contain a
   *     secret
   */
  Token getToken(Request request) throws IOException;

  /**
   * What the service demands of a token.
   *
   * @param scopes the OAuth 2.0 scopes, such as {@code https://vault.azure.net/.default}; copied
   * @param tenantId the tenant that the service's challenge names, if any
   * @param claims the claims, as JSON, that a continuous access evaluation challenge demands, if
   *     any
   */
  record Request(List<String> scopes, Optional<String> tenantId, Optional<String> claims) {
    public Request {
      scopes = List.copyOf(scopes);
    }
  }

  /**
   * An access token.
   *
   * @param value the token, without the prefix {@code Bearer}
   * @param expiresAt when the token expires
   */
  record Token(Secret value, Instant expiresAt) {}
}
