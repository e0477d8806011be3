package io.vaultjca.provider.family;

import io.vaultjca.keystore.ConfiguredVault;
import io.vaultjca.keystore.LastMissedAlias;
import io.vaultjca.provider.jvm.OtherProviders;

/** What the services of a provider share, and the alias that keytool's generator takes. */
public record ServiceContext(
    OtherProviders others, ConfiguredVault configured, LastMissedAlias missed) {}
