package io.vaultjca.command.storage.account;

import io.vaultjca.command.storage.request.StorageName;
import io.vaultjca.command.storage.request.StorageOptions;
import io.vaultjca.command.storage.request.StorageRequests;
import io.vaultjca.command.terminal.CommandException;
import io.vaultjca.command.terminal.Fields;
import io.vaultjca.command.verb.Session;
import io.vaultjca.command.verb.Verb;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "update",
    description = {
      "Changes the given properties of a storage account in the vault, and no others.",
      StorageRequests.LEGACY
    },
    footer = "  java -jar vaultjca.jar storage account update logs --active-key key2")
final class UpdateAccount extends Verb {
  @Parameters(paramLabel = "NAME", description = "The account's name in the vault.")
  private StorageName name;

  @Option(
      names = "--active-key",
      paramLabel = "KEY",
      description = "The key that signs SAS tokens: key1 or key2.")
  private @Nullable String activeKey;

  @Mixin private AccountOptions options;
  @Mixin private StorageOptions common;

  @Override
  protected void run(Session session) throws IOException, CommandException {
    Fields body = common.addTo(options.addTo(new Fields().with("activeKeyName", activeKey)));
    common.requireSome(body);
    session.show(
        AccountFields.of(
            new StorageRequests(session)
                .send("Updating the storage account " + name, "PATCH", "storage/" + name, body)));
  }
}
