package io.vaultjca.command.storage;

import io.vaultjca.command.storage.account.Accounts;
import io.vaultjca.command.storage.request.StorageRequests;
import io.vaultjca.command.storage.sas.SasDefinitions;
import io.vaultjca.command.verb.Group;
import picocli.CommandLine.Command;

/** What can be done with the storage accounts whose keys a vault manages. */
@Command(
    name = "storage",
    description = {
      "Legacy: storage accounts whose keys a vault manages, and their SAS tokens.",
      StorageRequests.LEGACY
    },
    footer = "  java -jar vaultjca.jar storage account list",
    subcommands = {Accounts.class, SasDefinitions.class})
public final class Storage extends Group {}
