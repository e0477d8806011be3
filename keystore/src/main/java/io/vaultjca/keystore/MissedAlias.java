package io.vaultjca.keystore;

import io.vaultjca.vault.VaultConfig;

/**
 * An alias that a key store was asked about and does not have. keytool asks so before it generates
 * a key, and the generator learns the key's name from it in no other way.
 *
 * @param config the key store's configuration
 * @param alias the alias as it was asked for
 */
public record MissedAlias(VaultConfig config, String alias) {}
