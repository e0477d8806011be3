package io.vaultjca.config;

import io.vaultjca.Secret;
import io.vaultjca.VaultCredential;
import io.vaultjca.VaultException;
import java.util.List;
import java.util.Optional;

/**
 * The configuration of one key store: how its vault is reached, and what is shown of it.
 *
 * <p>Immutable and safe for use by several threads. Secrets print as {@code ***}.
 *
 * @param credentialReason why this credential was chosen, for the log
 */
public record VaultConfig(ConnectionConfig connection, ViewConfig view, String credentialReason) {
  /**
   * Reads a configuration. The first source that sets a name wins, name by name; but the settings
   * of the credential come all from the first source that sets any of them.
   *
   * @param password the key store's password, used only when the configuration says so
   */
  public static VaultConfig of(
      List<ConfigSource> sources, Optional<VaultCredential> credential, Optional<Secret> password)
      throws VaultException {
    return new VaultConfigReader(sources).read(credential, password);
  }
}
