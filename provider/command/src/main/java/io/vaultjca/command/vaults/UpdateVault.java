package io.vaultjca.command.vaults;

import io.vaultjca.command.terminal.CommandException;
import io.vaultjca.command.terminal.Fields;
import io.vaultjca.command.vaults.management.Management;
import io.vaultjca.command.vaults.management.VaultFields;
import io.vaultjca.command.vaults.management.VaultOptions;
import io.vaultjca.command.verb.Session;
import io.vaultjca.command.verb.Verb;
import io.vaultjca.vault.JsonObject;
import java.io.IOException;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
    name = "update",
    description = "Changes the given properties of a vault, and no others.",
    footer = "  java -jar vaultjca.jar vaults update payments -g prod --purge-protection")
final class UpdateVault extends Verb {
  @Mixin private VaultOptions vault;

  @Mixin private PropertyOptions options;

  @Override
  protected void run(Session session) throws IOException, CommandException {
    Management management = Management.of(session);
    Optional<JsonObject> rules = Optional.empty();
    if (options.namesRules()) {
      Optional<JsonObject> properties =
          management.get("Showing " + vault.inWords(), vault.path()).object("properties");
      rules = properties.isEmpty() ? rules : properties.get().object("networkAcls");
    }
    Fields properties = options.properties(rules);
    if (properties.isEmpty() && options.tags() == null) {
      throw nothingToChange();
    }
    session.show(
        VaultFields.of(
            management.send(
                "Updating " + vault.inWords(),
                "PATCH",
                vault.path(),
                new Fields()
                    .with("tags", options.tags())
                    .with("properties", properties.isEmpty() ? null : properties))));
  }
}
