package io.vaultjca.keystore;

import io.vaultjca.Setting;
import io.vaultjca.config.VaultConfig;
import io.vaultjca.keystore.entry.Alias;
import io.vaultjca.text.ObjectName;
import java.security.ProviderException;

/**
 * An alias that a key store was asked about and does not have. keytool asks so before it generates
 * a key, and the generator learns the key's name from it in no other way.
 *
 * @param hidden whether the configuration hides it, so that the vault may well hold it
 */
public record MissedAlias(VaultConfig config, String alias, boolean hidden) {
  /** Keeps of an alias that no vault can hold what a message shows of it. */
  public MissedAlias {
    alias = Alias.parse(alias).isPresent() ? alias : ObjectName.shown(alias);
  }

  /**
   * The alias, as the name of something new.
   *
   * @throws ProviderException if the configuration hides it: what the vault may hold under the name
   *     would get a new version
   */
  public String newName() {
    if (hidden) {
      throw new ProviderException(hidden(alias));
    }
    return alias;
  }

  /** What to say to whoever writes to a name that the configuration hides. */
  static String hidden(String alias) {
    return """
    '%s' is hidden by %s, and what the vault may hold under this name is not changed unseen: \
    have the setting show the name, or take another one"""
        .formatted(alias, Setting.ALIASES.key());
  }
}
