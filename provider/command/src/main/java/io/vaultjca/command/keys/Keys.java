package io.vaultjca.command.keys;

import io.vaultjca.command.verb.Group;
import picocli.CommandLine.Command;

/** What can be done with keys: a verb a class. */
@Command(
    name = "keys",
    description = "The keys of a vault or a Managed HSM.",
    footer = "  java -jar vaultjca.jar keys list",
    subcommands = {ListKeys.class, ShowKey.class})
public final class Keys extends Group {}
