package io.vaultjca.command.secrets;

import io.vaultjca.command.verb.Group;
import picocli.CommandLine.Command;

@Command(
    name = "deleted",
    description = "Shows deleted secrets, which can be recovered.",
    footer = "  java -jar vaultjca.jar secrets deleted list",
    subcommands = {ListDeletedSecrets.class, ShowDeletedSecret.class})
final class DeletedSecrets extends Group {}
