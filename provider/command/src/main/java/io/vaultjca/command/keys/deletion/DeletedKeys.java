package io.vaultjca.command.keys.deletion;

import io.vaultjca.command.verb.Group;
import picocli.CommandLine.Command;

/** The group {@code keys deleted}. */
@Command(
    name = "deleted",
    description = "Shows deleted keys, which can be recovered.",
    footer = "  java -jar vaultjca.jar keys deleted list",
    subcommands = {ListDeletedKeys.class, ShowDeletedKey.class})
public final class DeletedKeys extends Group {}
