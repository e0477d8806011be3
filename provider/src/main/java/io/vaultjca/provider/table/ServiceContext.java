package io.vaultjca.provider.table;

import io.vaultjca.keystore.ConfiguredVault;
import io.vaultjca.keystore.LastMissedAlias;
import io.vaultjca.provider.jvm.OtherProviders;

/**
 * What the services of one provider share.
 *
 * @param missed the alias that keytool's generator takes for its key
 */
public record ServiceContext(
    OtherProviders others, ConfiguredVault configured, LastMissedAlias missed) {}
