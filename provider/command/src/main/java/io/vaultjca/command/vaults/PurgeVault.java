package io.vaultjca.command.vaults;

import io.vaultjca.command.terminal.CommandException;
import io.vaultjca.command.terminal.Fields;
import io.vaultjca.command.vaults.management.DeletedVaultOptions;
import io.vaultjca.command.vaults.management.Management;
import io.vaultjca.command.verb.Confirmation;
import io.vaultjca.command.verb.Session;
import io.vaultjca.command.verb.Verb;
import java.io.IOException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
    name = "purge",
    description = "Purges a deleted vault for ever, with all keys, secrets and certificates.",
    footer = "  java -jar vaultjca.jar vaults purge payments --location westeurope")
final class PurgeVault extends Verb {
  @Mixin private DeletedVaultOptions vault;

  @Mixin private Confirmation confirmation;

  @Override
  protected void run(Session session) throws IOException, CommandException {
    Management management = Management.of(session);
    confirmation.require(
        session,
        "Purge %s for ever, with all its keys, secrets and certificates?"
            .formatted(vault.inWords()));
    int unused = management.change("Purging " + vault.inWords(), "POST", vault.path("purge"), null);
    session.done(
        "The vault %s is purged.".formatted(vault.name()), new Fields().with("name", vault.name()));
  }
}
