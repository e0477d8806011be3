package io.vaultjca.command.certificates.contacts;

import io.vaultjca.command.verb.Group;
import picocli.CommandLine.Command;

/** The group {@code certificates contacts}. */
@Command(
    name = "contacts",
    description = "Manages the people who get an e-mail before certificates expire.",
    footer = "  java -jar vaultjca.jar certificates contacts show",
    subcommands = {ShowContacts.class, SetContacts.class, DeleteContacts.class})
public final class Contacts extends Group {}
