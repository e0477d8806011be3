package io.vaultjca.command.vaults;

import io.vaultjca.command.terminal.CommandException;
import io.vaultjca.command.vaults.management.DeletedVaultOptions;
import io.vaultjca.command.vaults.management.Management;
import io.vaultjca.command.vaults.management.VaultFields;
import io.vaultjca.command.verb.Session;
import io.vaultjca.command.verb.Verb;
import java.io.IOException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
    name = "show",
    description = "Shows a deleted vault, with the date of its purge.",
    footer = "  java -jar vaultjca.jar vaults deleted show payments --location westus")
final class ShowDeletedVault extends Verb {
  @Mixin private DeletedVaultOptions vault;

  @Override
  protected void run(Session session) throws IOException, CommandException {
    session.show(
        VaultFields.deleted(
            Management.of(session).get("Showing " + vault.inWords(), vault.path())));
  }
}
