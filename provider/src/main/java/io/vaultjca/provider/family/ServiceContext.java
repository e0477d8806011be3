package io.vaultjca.provider.family;

import io.vaultjca.keystore.ConfiguredVault;
import io.vaultjca.keystore.LastMissedAlias;
import io.vaultjca.provider.jvm.OtherProviders;

/**
 * The objects that all services of one provider share.
 *
 * @param missed the alias that keytool's key store did not find, for keytool's key pair generator
 */
public record ServiceContext(
    OtherProviders others, ConfiguredVault configured, LastMissedAlias missed) {}
