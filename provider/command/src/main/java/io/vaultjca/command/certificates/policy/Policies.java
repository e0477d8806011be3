package io.vaultjca.command.certificates.policy;

import io.vaultjca.command.verb.Group;
import picocli.CommandLine.Command;

/** What can be done with the policy of a certificate. */
@Command(
    name = "policy",
    description = "The policy by which the next version of a certificate is made.",
    footer = "  java -jar vaultjca.jar certificates policy show web",
    subcommands = {ShowPolicy.class, SetPolicy.class})
public final class Policies extends Group {}
