package io.vaultjca.command.keys.rotation;

import io.vaultjca.command.verb.Group;
import picocli.CommandLine.Command;

/** The group {@code keys rotation-policy}. */
@Command(
    name = "rotation-policy",
    description =
        "Manages the rotation policy of a key: when it is rotated, and how long its versions are valid.",
    footer = "  java -jar vaultjca.jar keys rotation-policy show release",
    subcommands = {ShowRotationPolicy.class, SetRotationPolicy.class})
public final class RotationPolicies extends Group {}
