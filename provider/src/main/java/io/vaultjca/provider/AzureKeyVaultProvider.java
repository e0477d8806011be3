package io.vaultjca.provider;

import java.security.Provider;

/** The security provider {@code AzureKeyVault}. */
public final class AzureKeyVaultProvider extends Provider {
  private static final long serialVersionUID = 1L;

  /** Creates the provider; does no I/O. */
  public AzureKeyVaultProvider() {
    super("AzureKeyVault", "1.0", "Keys of Azure Key Vault and Managed HSM");
  }
}
