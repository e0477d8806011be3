package io.vaultjca.config;

import java.net.URI;
import java.util.Locale;

/** The two kinds of service. */
public enum VaultType {
  /** Azure Key Vault: keys, certificates and secrets. */
  VAULT,
  /** Azure Managed HSM: keys only. */
  MANAGED_HSM;

  public String configName() {
    return SettingNames.ofValue(this);
  }

  /** What the service is called in a message to a person. */
  public String displayName() {
    return this == MANAGED_HSM ? "Managed HSM" : "Key Vault";
  }

  /** The kind that a host name tells: {@code NAME.managedhsm.azure.net} and its sovereign twins. */
  static VaultType ofHost(URI uri) {
    return uri.getHost().toLowerCase(Locale.ROOT).contains(".managedhsm.") ? MANAGED_HSM : VAULT;
  }
}
