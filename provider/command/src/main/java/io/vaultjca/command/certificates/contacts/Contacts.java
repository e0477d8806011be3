package io.vaultjca.command.certificates.contacts;

import io.vaultjca.command.verb.Group;
import picocli.CommandLine.Command;

/** What can be done with those to whom the service writes about certificates. */
@Command(
    name = "contacts",
    description = "The people to whom the service writes when certificates expire.",
    footer = "  java -jar vaultjca.jar certificates contacts show",
    subcommands = {ShowContacts.class, SetContacts.class, DeleteContacts.class})
public final class Contacts extends Group {}
