package io.vaultjca.command.vaults;

import io.vaultjca.command.terminal.CommandException;
import io.vaultjca.command.terminal.Fields;
import io.vaultjca.command.vaults.management.Management;
import io.vaultjca.command.vaults.management.SubscriptionOptions;
import io.vaultjca.command.vaults.management.VaultFields;
import io.vaultjca.command.verb.Session;
import io.vaultjca.command.verb.Verb;
import io.vaultjca.management.ResourceManager.Path;
import io.vaultjca.vault.JsonObject;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    name = "list",
    description = "Lists the vaults of a subscription.",
    footer = "  java -jar vaultjca.jar vaults list -g prod")
final class ListVaults extends Verb {
  @ArgGroup private @Nullable Which which;

  @Mixin private SubscriptionOptions subscription;

  private static final class Which {
    @Option(
        names = {"-g", "--resource-group"},
        paramLabel = "GROUP",
        description = "Only those of this resource group.")
    private @Nullable String group;

    @Option(
        names = "--resources",
        description = "Only names and locations, from the list of the subscription's resources.")
    private boolean resources;
  }

  @Override
  protected void run(Session session) throws IOException, CommandException {
    boolean resources = which != null && which.resources;
    List<Fields> rows = new ArrayList<>();
    for (JsonObject vault : Management.of(session).list("Listing the vaults", path())) {
      rows.add(VaultFields.of(vault));
    }
    if (resources) {
      session.list(rows, "name", "resourceGroup", "location");
    } else {
      session.list(rows, "name", "resourceGroup", "location", "sku", "rbac", "state");
    }
  }

  private Path path() throws CommandException {
    if (which == null) {
      return subscription.ofProvider("vaults");
    }
    return which.group == null
        ? subscription.ofResources()
        : subscription.ofGroup(which.group, "vaults");
  }
}
