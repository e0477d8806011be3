package io.vaultjca.command.vaults;

import io.vaultjca.VaultException;
import io.vaultjca.VaultException.Reason;
import io.vaultjca.command.terminal.CommandException;
import io.vaultjca.command.terminal.Fields;
import io.vaultjca.command.vaults.PropertyOptions.Sku;
import io.vaultjca.command.vaults.management.Management;
import io.vaultjca.command.vaults.management.VaultFields;
import io.vaultjca.command.vaults.management.VaultOptions;
import io.vaultjca.command.verb.Session;
import io.vaultjca.command.verb.Verb;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    name = "create",
    description = "Creates a vault, and waits until it is ready.",
    footer = "  java -jar vaultjca.jar vaults create payments -g prod --location westeurope")
final class CreateVault extends Verb {
  @Mixin private VaultOptions vault;

  @Option(names = "--location", required = true, description = "The region, such as westeurope.")
  private String location;

  @Option(
      names = "--tenant",
      paramLabel = "ID",
      description = "The tenant whose identities may use it; by default the credential's.")
  private @Nullable String tenant;

  @Option(
      names = "--retention-days",
      paramLabel = "DAYS",
      description = "How long deleted objects can be recovered: 7 to 90 (the default).")
  private @Nullable Integer retention;

  @Mixin private PropertyOptions options;

  @Override
  protected void run(Session session) throws IOException, CommandException {
    Management management = Management.of(session);
    Fields properties = options.properties(Optional.empty());
    properties
        .with("sku", PropertyOptions.sku(options.skuOr(Sku.standard)))
        .with("tenantId", management.tenant(tenant))
        .with("softDeleteRetentionInDays", retention)
        .with("accessPolicies", options.usesAccessPolicies() ? List.of() : null);
    requireNone(management);
    session.show(
        VaultFields.of(
            management.put(
                "Creating " + vault.inWords(),
                vault.path(),
                new Fields()
                    .with("location", location)
                    .with("tags", options.tags())
                    .with("properties", properties))));
  }

  /** The service would replace all properties of an existing vault. */
  private void requireNone(Management management) throws VaultException, CommandException {
    try {
      management.get("Looking for " + vault.inWords(), vault.path());
    } catch (VaultException e) {
      if (e.reason() == Reason.NOT_FOUND && e.code().equals(Optional.of("ResourceNotFound"))) {
        return;
      }
      throw e;
    }
    throw new CommandException(
        "Nothing was created: %s exists already. Use vaults update to change it."
            .formatted(vault.inWords()));
  }
}
