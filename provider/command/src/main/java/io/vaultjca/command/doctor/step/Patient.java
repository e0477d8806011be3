package io.vaultjca.command.doctor.step;

import io.vaultjca.config.ConnectionConfig;
import io.vaultjca.config.VaultConfig;
import io.vaultjca.config.VaultType;
import io.vaultjca.keystore.entry.VaultEntries;
import io.vaultjca.vault.Vault;
import java.net.URI;

/**
 * What is looked at.
 *
 * @param config the configuration as the provider reads it, but for time limits of the doctor's own
 * @param vault a connection by this configuration
 * @param entries what a key store shows by it
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
