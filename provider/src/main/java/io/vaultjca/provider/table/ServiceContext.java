package io.vaultjca.provider.table;

import io.vaultjca.keystore.ConfiguredVault;
import io.vaultjca.provider.jvm.OtherProviders;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * What the services of one provider share.
 *
 * @param others the other providers of the JVM
 * @param configuredFile the configuration file that {@code Provider.configure} named, asked for
 *     when it is needed
 * @param configured the vault of a program that opens no key store
 */
public record ServiceContext(
    OtherProviders others, Supplier<Optional<Path>> configuredFile, ConfiguredVault configured) {}
