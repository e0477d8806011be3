package io.vaultjca.command.vaults;

import io.vaultjca.command.terminal.CommandException;
import io.vaultjca.command.terminal.Fields;
import io.vaultjca.command.vaults.management.Management;
import io.vaultjca.command.vaults.management.VaultOptions;
import io.vaultjca.command.verb.Confirmation;
import io.vaultjca.command.verb.Session;
import io.vaultjca.command.verb.Verb;
import java.io.IOException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
    name = "delete",
    description = "Deletes a vault with all its contents. It can be recovered until it is purged.",
    footer = "  java -jar vaultjca.jar vaults delete payments -g prod")
final class DeleteVault extends Verb {
  private static final int NO_CONTENT = 204;

  @Mixin private VaultOptions vault;

  @Mixin private Confirmation confirmation;

  @Override
  protected void run(Session session) throws IOException, CommandException {
    Management management = Management.of(session);
    confirmation.require(session, "Delete %s with all its contents?".formatted(vault.inWords()));
    int status = management.change("Deleting " + vault.inWords(), "DELETE", vault.path(), null);
    if (status == NO_CONTENT) {
      throw new CommandException(
          "Nothing was deleted: %s does not exist.".formatted(vault.inWords()));
    }
    session.done(
        "The vault %s is deleted.".formatted(vault.name()),
        new Fields().with("name", vault.name()));
  }
}
