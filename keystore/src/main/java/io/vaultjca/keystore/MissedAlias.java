package io.vaultjca.keystore;

import io.vaultjca.Setting;
import io.vaultjca.config.VaultConfig;
import io.vaultjca.keystore.entry.Alias;
import io.vaultjca.text.ObjectName;
import java.security.ProviderException;
import java.util.Optional;

/**
 * An alias that a key store was asked about and does not have. keytool asks so before it generates
 * a key, and the generator learns the key's name from it in no other way.
 *
 * @param taken why the vault may well hold it all the same, if it may
 */
public record MissedAlias(VaultConfig config, String alias, Optional<String> taken) {
  /** Keeps of an alias that no vault can hold what a message shows of it. */
  public MissedAlias {
    alias = Alias.parse(alias).isPresent() ? alias : ObjectName.shown(alias);
  }

  /**
   * The alias, as the name of something new.
   *
   * @throws ProviderException if the vault may hold it: that would get a new version
   */
  public String newName() {
    if (taken.isPresent()) {
      throw new ProviderException(taken.get());
    }
    return alias;
  }

  /** What to say to whoever makes something under a name that cannot be read. */
  static String unread(String alias, String reason) {
    return "'%s' is in the vault and cannot be read, so it is not changed unseen. %s"
        .formatted(alias, reason);
  }

  /** What to say to whoever writes to a name that the configuration hides. */
  static String hidden(String alias) {
    return """
    '%s' is hidden by %s, and what the vault may hold under this name is not changed unseen: \
    have the setting show the name, or take another one"""
        .formatted(alias, Setting.ALIASES.key());
  }
}
