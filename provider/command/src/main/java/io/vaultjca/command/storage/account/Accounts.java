package io.vaultjca.command.storage.account;

import io.vaultjca.command.storage.request.StorageRequests;
import io.vaultjca.command.verb.Group;
import picocli.CommandLine.Command;

/** The group {@code storage account}. */
@Command(
    name = "account",
    description = {
      "Manages storage accounts whose keys the vault regenerates.",
      StorageRequests.LEGACY
    },
    footer = "  java -jar vaultjca.jar storage account list",
    subcommands = {
      ListAccounts.class,
      ShowAccount.class,
      SetAccount.class,
      UpdateAccount.class,
      DeleteAccount.class,
      DeletedAccounts.class,
      RecoverAccount.class,
      PurgeAccount.class,
      BackupAccount.class,
      RestoreAccount.class,
      RegenerateKey.class
    })
public final class Accounts extends Group {}
