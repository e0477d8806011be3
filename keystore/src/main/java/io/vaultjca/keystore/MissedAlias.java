package io.vaultjca.keystore;

import io.vaultjca.Setting;
import io.vaultjca.config.VaultConfig;
import io.vaultjca.keystore.entry.Alias;
import io.vaultjca.text.ObjectName;
import java.security.ProviderException;
import java.util.Optional;

/**
 * An alias that a key store was asked about and does not contain. keytool asks before it generates
 * a key, and the generator cannot learn the name of the key in any other way.
 *
 * @param taken why the vault may nevertheless hold the name; empty if it does not
 */
public record MissedAlias(VaultConfig config, String alias, Optional<String> taken) {
  /** Shortens an alias that no vault can hold to the form that messages show. */
  public MissedAlias {
    alias = Alias.parse(alias).isPresent() ? alias : ObjectName.shown(alias);
  }

  /**
   * Returns the alias as the name of a new object.
   *
   * @throws ProviderException if the vault may hold the name: that object would get a new version
   */
  public String newName() {
    if (taken.isPresent()) {
      throw new ProviderException(taken.get());
    }
    return alias;
  }

  /** Refuses to write to a name that cannot be read. */
  static String unread(String alias, String reason) {
    return "'%s' is in the vault and cannot be read, so it is not changed unseen. %s"
        .formatted(alias, reason);
  }

  /** Refuses to write to a name that the configuration hides. */
  static String hidden(String alias) {
    return """
        '%s' is hidden by %s, so an object with this name in the vault is not changed unseen: \
        make the setting show the name, or use another one"""
        .formatted(alias, Setting.ALIASES.key());
  }
}
