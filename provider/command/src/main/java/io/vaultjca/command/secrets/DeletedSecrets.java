package io.vaultjca.command.secrets;

import io.vaultjca.command.verb.Group;
import picocli.CommandLine.Command;

@Command(
    name = "deleted",
    description = "The secrets that are deleted and not yet purged.",
    footer = "  java -jar vaultjca.jar secrets deleted list",
    subcommands = {ListDeletedSecrets.class, ShowDeletedSecret.class})
final class DeletedSecrets extends Group {}
