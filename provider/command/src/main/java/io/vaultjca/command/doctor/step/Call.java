package io.vaultjca.command.doctor.step;

import io.vaultjca.keystore.ConfiguredVault;
import java.util.Optional;

/**
 * The command line of the doctor.
 *
 * @param alias the alias to check in depth, if given
 */
public record Call(Optional<String> alias, ConfiguredVault configured) {}
