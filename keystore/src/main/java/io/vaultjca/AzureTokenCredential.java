package io.vaultjca;

import com.azure.core.credential.AccessToken;
import com.azure.core.credential.TokenCredential;
import com.azure.core.credential.TokenRequestContext;
import java.util.Objects;

/**
 * A {@link VaultCredential} by a credential of the Azure SDK, for programs that use the SDK
 * themselves. It is of use with the thin jars only: the self-contained jar has an SDK of its own
 * under other names.
 *
 * <p>Immutable and safe for use by several threads, as the SDK's credentials are.
 */
public final class AzureTokenCredential implements VaultCredential {
  private final TokenCredential credential;

  /**
   * Wraps a credential.
   *
   * @param credential the SDK's credential; not null
   */
  public AzureTokenCredential(TokenCredential credential) {
    this.credential = Objects.requireNonNull(credential, "credential");
  }

  @Override
  public Token getToken(Request request) {
    TokenRequestContext context = new TokenRequestContext().setScopes(request.scopes());
    request.tenantId().ifPresent(context::setTenantId);
    request.claims().ifPresent(context::setClaims);
    context.setCaeEnabled(true);
    AccessToken token = credential.getTokenSync(context);
    // MSAL takes an answer without a token for one.
    return token == null || token.getToken() == null
        ? null
        : new Token(new Secret(token.getToken()), token.getExpiresAt().toInstant());
  }
}
