package io.vaultjca.command.storage.sas;

import io.vaultjca.command.storage.request.StorageRequests;
import io.vaultjca.command.verb.Group;
import picocli.CommandLine.Command;

/** The group {@code storage sas}. */
@Command(
    name = "sas",
    description = {
      "Manages the definitions of shared access signatures (SAS) of a storage account.",
      StorageRequests.LEGACY
    },
    footer = "  java -jar vaultjca.jar storage sas list logs",
    subcommands = {
      ListSas.class,
      ShowSas.class,
      SetSas.class,
      UpdateSas.class,
      DeleteSas.class,
      DeletedSas.class,
      RecoverSas.class
    })
public final class SasDefinitions extends Group {}
