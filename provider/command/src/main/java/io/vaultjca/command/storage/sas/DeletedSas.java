package io.vaultjca.command.storage.sas;

import io.vaultjca.command.storage.request.StorageRequests;
import io.vaultjca.command.verb.Group;
import picocli.CommandLine.Command;

@Command(
    name = "deleted",
    description = {
      "Shows deleted SAS definitions, which can be recovered.",
      StorageRequests.LEGACY
    },
    footer = "  java -jar vaultjca.jar storage sas deleted list logs",
    subcommands = {ListDeletedSas.class, ShowDeletedSas.class})
final class DeletedSas extends Group {}
