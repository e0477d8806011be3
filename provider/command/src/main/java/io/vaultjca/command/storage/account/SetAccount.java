package io.vaultjca.command.storage.account;

import io.vaultjca.command.storage.request.StorageName;
import io.vaultjca.command.storage.request.StorageOptions;
import io.vaultjca.command.storage.request.StorageRequests;
import io.vaultjca.command.terminal.CommandException;
import io.vaultjca.command.terminal.Fields;
import io.vaultjca.command.verb.Session;
import io.vaultjca.command.verb.Verb;
import java.io.IOException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "set",
    description = {
      "Lets the vault manage the keys of a storage account. You and the vault need the role Storage Account Key Operator Service Role on it.",
      StorageRequests.LEGACY
    },
    footer = "  java -jar vaultjca.jar storage account set logs --resource-id ID")
final class SetAccount extends Verb {
  @Parameters(paramLabel = "NAME", description = "The account's name in the vault.")
  private StorageName name;

  @Option(
      names = "--resource-id",
      paramLabel = "ID",
      required = true,
      description =
          "The account's resource: /subscriptions/S/resourceGroups/G/providers/Microsoft.Storage/storageAccounts/A.")
  private String resourceId;

  @Option(
      names = "--active-key",
      paramLabel = "KEY",
      defaultValue = "key1",
      description = "The key that signs SAS tokens, key1 or key2. Default: ${DEFAULT-VALUE}.")
  private String activeKey;

  @Mixin private AccountOptions options;
  @Mixin private StorageOptions common;

  @Override
  protected void run(Session session) throws IOException, CommandException {
    Fields body = new Fields().with("resourceId", resourceId).with("activeKeyName", activeKey);
    session.show(
        AccountFields.of(
            new StorageRequests(session)
                .send(
                    "Setting the storage account " + name,
                    "PUT",
                    "storage/" + name,
                    common.addTo(options.addAllTo(body)))));
  }
}
