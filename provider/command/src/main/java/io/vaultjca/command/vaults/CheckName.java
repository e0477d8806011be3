package io.vaultjca.command.vaults;

import io.vaultjca.command.terminal.CommandException;
import io.vaultjca.command.terminal.Fields;
import io.vaultjca.command.vaults.management.Management;
import io.vaultjca.command.vaults.management.SubscriptionOptions;
import io.vaultjca.command.verb.Session;
import io.vaultjca.command.verb.Verb;
import io.vaultjca.vault.JsonObject;
import java.io.IOException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(
    name = "check-name",
    description =
        "Checks whether the name of a vault is available: names are unique in the whole cloud.",
    footer = "  java -jar vaultjca.jar vaults check-name payments")
final class CheckName extends Verb {
  @Parameters(paramLabel = "NAME", description = "The name.")
  private String name;

  @Mixin private SubscriptionOptions subscription;

  @Override
  protected void run(Session session) throws IOException, CommandException {
    JsonObject answer =
        Management.of(session)
            .send(
                "Checking the name " + name,
                "POST",
                subscription.ofProvider("checkNameAvailability"),
                new Fields().with("name", name).with("type", "Microsoft.KeyVault/vaults"));
    session.show(
        new Fields()
            .with("name", name)
            .with("available", answer.bool("nameAvailable"))
            .with("reason", answer.text("reason"))
            .with("message", answer.text("message")));
  }
}
