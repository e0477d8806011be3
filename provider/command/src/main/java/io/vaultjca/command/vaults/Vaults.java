package io.vaultjca.command.vaults;

import io.vaultjca.command.verb.Group;
import picocli.CommandLine.Command;

/** What can be done with vaults as a whole: a verb a class. */
@Command(
    name = "vaults",
    description = "The vaults of a subscription, by Azure Resource Manager.",
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
