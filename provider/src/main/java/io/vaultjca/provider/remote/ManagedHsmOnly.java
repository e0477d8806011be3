package io.vaultjca.provider.remote;

import io.vaultjca.Setting;
import io.vaultjca.config.VaultType;
import io.vaultjca.vault.Vault;
import java.security.ProviderException;

/** What a Managed HSM has and a Key Vault lacks. */
public final class ManagedHsmOnly {
  private ManagedHsmOnly() {}

  /** Checks that a service has what is asked for, and says what to configure; sends nothing. */
  public static void require(Vault vault, String algorithm) {
    if (vault.config().type() == VaultType.MANAGED_HSM) {
      return;
    }
    throw new ProviderException(
        ("%s needs a Managed HSM, and %s is taken for a Key Vault. Set %s to the address of a Managed"
                + " HSM, or %s=%s if this is one by another name")
            .formatted(
                algorithm,
                vault.config().uri(),
                Setting.URI.key(),
                Setting.TYPE.key(),
                VaultType.MANAGED_HSM.configName()));
  }
}
