package io.vaultjca;

import com.azure.core.credential.AccessToken;
import com.azure.core.credential.TokenCredential;
import com.azure.core.credential.TokenRequestContext;
import java.util.Objects;

/**
 * Adapts a credential of the Azure SDK, for programs that use the SDK themselves. It works with the
 * thin jars only: the self-contained jar contains the SDK under other names.
 *
 * <p>Immutable and safe for use by several threads, as the SDK's credentials are.
 */
public final class AzureTokenCredential implements VaultCredential {
  private final TokenCredential credential;

  /**
   * Wraps a credential.
   *
   * @param credential the SDK's credential
   * @throws NullPointerException if the credential is null
   */
  public AzureTokenCredential(TokenCredential credential) {
    this.credential = Objects.requireNonNull(credential, "credential");
  }

  /**
   * {@inheritDoc}
   *
   * @throws RuntimeException if the SDK's credential throws it, or returns no token
   */
  @Override
  public Token getToken(Request request) {
    TokenRequestContext context = new TokenRequestContext().setScopes(request.scopes());
    request.tenantId().ifPresent(context::setTenantId);
    request.claims().ifPresent(context::setClaims);
    context.setCaeEnabled(true);
    AccessToken token = credential.getTokenSync(context);
    if (token == null || token.getToken() == null) {
      // MSAL accepts an answer that contains no token.
      throw new IllegalStateException("the answer holds no token");
    }
    return new Token(new Secret(token.getToken()), token.getExpiresAt().toInstant());
  }
}
