package io.vaultjca.command.storage.account;

import io.vaultjca.command.storage.request.StorageRequests;
import io.vaultjca.command.verb.Group;
import picocli.CommandLine.Command;

@Command(
    name = "deleted",
    description = {
      "Shows deleted storage accounts, which can be recovered.",
      StorageRequests.LEGACY
    },
    footer = "  java -jar vaultjca.jar storage account deleted list",
    subcommands = {ListDeletedAccounts.class, ShowDeletedAccount.class})
final class DeletedAccounts extends Group {}
