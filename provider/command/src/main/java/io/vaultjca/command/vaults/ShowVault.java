package io.vaultjca.command.vaults;

import io.vaultjca.command.terminal.CommandException;
import io.vaultjca.command.vaults.management.Management;
import io.vaultjca.command.vaults.management.VaultFields;
import io.vaultjca.command.vaults.management.VaultOptions;
import io.vaultjca.command.verb.Session;
import io.vaultjca.command.verb.Verb;
import java.io.IOException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
    name = "show",
    description = "Shows a vault: its address, its network rules and its access policies.",
    footer = "  java -jar vaultjca.jar vaults show payments -g prod")
final class ShowVault extends Verb {
  @Mixin private VaultOptions vault;

  @Override
  protected void run(Session session) throws IOException, CommandException {
    session.show(
        VaultFields.of(Management.of(session).get("Showing " + vault.inWords(), vault.path())));
  }
}
