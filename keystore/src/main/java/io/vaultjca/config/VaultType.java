package io.vaultjca.config;

import java.net.URI;
import java.util.Locale;

/** The two services. */
public enum VaultType {
  /** Azure Key Vault: keys, certificates and secrets. */
  VAULT,
  /** Azure Managed HSM: keys only. */
  MANAGED_HSM;

  public String configName() {
    return SettingNames.ofValue(this);
  }

  public String displayName() {
    return this == MANAGED_HSM ? "Managed HSM" : "Key Vault";
  }

  /** The service that a host name shows: {@code NAME.managedhsm.DOMAIN} is a Managed HSM. */
  static VaultType ofHost(URI uri) {
    return uri.getHost().toLowerCase(Locale.ROOT).contains(".managedhsm.") ? MANAGED_HSM : VAULT;
  }
}
