package io.vaultjca.embedded;

import com.azure.core.credential.TokenRequestContext;
import com.azure.identity.ManagedIdentityCredentialBuilder;

/**
 * Gets a token with a managed identity and prints it. A separate program, because Azure Identity
 * reads the endpoint only from environment variables.
 */
final class ManagedIdentityProbe {
  private ManagedIdentityProbe() {}

  public static void main(String[] arguments) {
    System.out.println(
        new ManagedIdentityCredentialBuilder()
            .build()
            .getTokenSync(new TokenRequestContext().addScopes(arguments[0]))
            .getToken());
    System.exit(0);
  }
}
