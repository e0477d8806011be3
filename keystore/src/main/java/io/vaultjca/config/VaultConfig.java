package io.vaultjca.config;

import io.vaultjca.Secret;
import io.vaultjca.VaultCredential;
import io.vaultjca.VaultException;
import java.util.List;
import java.util.Optional;

/**
 * The configuration of one key store: the connection to its vault, and the view of its objects.
 *
 * <p>Immutable and safe for use by several threads. Secrets print as {@code ***}.
 *
 * @param credentialReason why this credential was chosen, for the log
 */
public record VaultConfig(ConnectionConfig connection, ViewConfig view, String credentialReason) {
  /**
   * Reads a configuration. Each setting comes from the first source that sets it, but all settings
   * of the credential come from the first source that sets one of them.
   *
   * @param password the key store's password, which counts only if the configuration says so
   * @throws VaultException if a value is wrong or missing
   */
  public static VaultConfig of(
      List<ConfigSource> sources, Optional<VaultCredential> credential, Optional<Secret> password)
      throws VaultException {
    return new VaultConfigReader(sources).read(credential, password);
  }
}
