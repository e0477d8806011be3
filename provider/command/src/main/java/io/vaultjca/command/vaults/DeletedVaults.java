package io.vaultjca.command.vaults;

import io.vaultjca.command.verb.Group;
import picocli.CommandLine.Command;

@Command(
    name = "deleted",
    description = "Shows deleted vaults, which can be recovered.",
    footer = "  java -jar vaultjca.jar vaults deleted list",
    subcommands = {ListDeletedVaults.class, ShowDeletedVault.class})
final class DeletedVaults extends Group {}
