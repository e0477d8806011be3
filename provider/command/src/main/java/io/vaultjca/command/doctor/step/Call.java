package io.vaultjca.command.doctor.step;

import io.vaultjca.keystore.ConfiguredVault;
import java.util.Optional;

/**
 * What the doctor was called with.
 *
 * @param alias the one that the operator is interested in
 */
public record Call(Optional<String> alias, ConfiguredVault configured) {}
