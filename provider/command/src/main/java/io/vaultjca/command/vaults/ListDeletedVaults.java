package io.vaultjca.command.vaults;

import io.vaultjca.command.terminal.CommandException;
import io.vaultjca.command.terminal.Fields;
import io.vaultjca.command.vaults.management.Management;
import io.vaultjca.command.vaults.management.SubscriptionOptions;
import io.vaultjca.command.vaults.management.VaultFields;
import io.vaultjca.command.verb.Session;
import io.vaultjca.command.verb.Verb;
import io.vaultjca.vault.JsonObject;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
    name = "list",
    description = "Lists the deleted vaults of a subscription.",
    footer = "  java -jar vaultjca.jar vaults deleted list")
final class ListDeletedVaults extends Verb {
  @Mixin private SubscriptionOptions subscription;

  @Override
  protected void run(Session session) throws IOException, CommandException {
    List<Fields> rows = new ArrayList<>();
    for (JsonObject vault :
        Management.of(session)
            .list("Listing the deleted vaults", subscription.ofProvider("deletedVaults"))) {
      rows.add(VaultFields.deleted(vault));
    }
    session.list(rows, "name", "location", "deleted", "purges", "purgeProtection");
  }
}
