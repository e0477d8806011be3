package io.vaultjca.command.storage;

import io.vaultjca.command.storage.account.Accounts;
import io.vaultjca.command.storage.request.StorageRequests;
import io.vaultjca.command.storage.sas.SasDefinitions;
import io.vaultjca.command.verb.Group;
import picocli.CommandLine.Command;

/** The group {@code storage}. */
@Command(
    name = "storage",
    description = {
      "Manages storage accounts whose keys a vault regenerates, and their SAS tokens.",
      StorageRequests.LEGACY
    },
    footer = "  java -jar vaultjca.jar storage account list",
    subcommands = {Accounts.class, SasDefinitions.class})
public final class Storage extends Group {}
