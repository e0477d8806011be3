package io.vaultjca.command.certificates.pending;

import io.vaultjca.command.verb.Group;
import picocli.CommandLine.Command;

/** The group {@code certificates pending}. */
@Command(
    name = "pending",
    description = "Manages the pending request for a certificate.",
    footer = "  java -jar vaultjca.jar certificates pending show web",
    subcommands = {ShowPending.class, CancelPending.class, DeletePending.class})
public final class Pending extends Group {}
