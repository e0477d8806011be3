package io.vaultjca.command.doctor.step;

import io.vaultjca.config.ConnectionConfig;
import io.vaultjca.config.VaultConfig;
import io.vaultjca.config.VaultType;
import io.vaultjca.keystore.entry.VaultEntries;
import io.vaultjca.vault.Vault;
import java.net.URI;

/**
 * The vault under examination.
 *
 * @param config the provider's configuration, with the doctor's time limits
 * @param vault a connection with this configuration
 * @param entries the key store's view of the vault
 */
record Patient(VaultConfig config, Vault vault, VaultEntries entries) {
  ConnectionConfig connection() {
    return config.connection();
  }

  URI uri() {
    return connection().uri();
  }

  boolean isManagedHsm() {
    return connection().type() == VaultType.MANAGED_HSM;
  }
}
