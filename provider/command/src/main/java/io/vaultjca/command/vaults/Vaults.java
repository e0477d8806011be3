package io.vaultjca.command.vaults;

import io.vaultjca.command.verb.Group;
import picocli.CommandLine.Command;

/** The group {@code vaults}. */
@Command(
    name = "vaults",
    description = "Manages the vaults of a subscription, through Azure Resource Manager.",
    footer = "  java -jar vaultjca.jar vaults list",
    subcommands = {
      AccessPolicies.class,
      CheckName.class,
      CreateVault.class,
      DeleteVault.class,
      DeletedVaults.class,
      ListVaults.class,
      PurgeVault.class,
      RecoverVault.class,
      ShowVault.class,
      UpdateVault.class
    })
public final class Vaults extends Group {}
