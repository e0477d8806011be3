package io.vaultjca.command.vaults;

import io.vaultjca.command.terminal.CommandException;
import io.vaultjca.command.terminal.Fields;
import io.vaultjca.command.vaults.management.DeletedVaultOptions;
import io.vaultjca.command.vaults.management.Management;
import io.vaultjca.command.vaults.management.VaultFields;
import io.vaultjca.command.verb.Session;
import io.vaultjca.command.verb.Verb;
import io.vaultjca.vault.JsonObject;
import java.io.IOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    name = "recover",
    description = "Recovers a deleted vault with all its contents.",
    footer = "  java -jar vaultjca.jar vaults recover payments --location westeurope")
final class RecoverVault extends Verb {
  @Mixin private DeletedVaultOptions vault;

  @Option(
      names = "--tenant",
      paramLabel = "ID",
      description = "Its tenant; by default the credential's.")
  private @Nullable String tenant;

  @Override
  protected void run(Session session) throws IOException, CommandException {
    Management management = Management.of(session);
    String owner = management.tenant(tenant);
    JsonObject deleted = management.get("Showing " + vault.inWords(), vault.path());
    Optional<JsonObject> properties = deleted.object("properties");
    Optional<String> id =
        properties.isEmpty() ? Optional.empty() : properties.get().text("vaultId");
    String group =
        id.flatMap(VaultFields::group)
            .orElseThrow(
                () ->
                    new CommandException(
                        "The service's answer lacks the resource group of the vault %s."
                            .formatted(vault.name())));
    // The service requires tenant and tier, but uses those of the deleted vault.
    Fields body =
        new Fields()
            .with("location", vault.location())
            .with(
                "properties",
                new Fields()
                    .with("tenantId", owner)
                    .with("sku", new Fields().with("family", "A").with("name", "standard"))
                    .with("createMode", "recover"));
    session.show(
        VaultFields.of(
            management.put(
                "Recovering " + vault.inWords(),
                vault.subscription().ofGroup(group, "vaults", vault.name()),
                body)));
  }
}
