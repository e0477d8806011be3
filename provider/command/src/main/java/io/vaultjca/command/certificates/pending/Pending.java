package io.vaultjca.command.certificates.pending;

import io.vaultjca.command.verb.Group;
import picocli.CommandLine.Command;

/** What can be done with the operation by which a certificate is made. */
@Command(
    name = "pending",
    description = "The request by which a certificate is being made.",
    footer = "  java -jar vaultjca.jar certificates pending show web",
    subcommands = {ShowPending.class, CancelPending.class, DeletePending.class})
public final class Pending extends Group {}
