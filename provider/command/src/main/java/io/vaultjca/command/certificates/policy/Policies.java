package io.vaultjca.command.certificates.policy;

import io.vaultjca.command.verb.Group;
import picocli.CommandLine.Command;

/** The group {@code certificates policy}. */
@Command(
    name = "policy",
    description = "Manages the policy of a certificate, which applies to its next version.",
    footer = "  java -jar vaultjca.jar certificates policy show web",
    subcommands = {ShowPolicy.class, SetPolicy.class})
public final class Policies extends Group {}
