package io.vaultjca.command.certificates.issuers;

import io.vaultjca.command.verb.Group;
import picocli.CommandLine.Command;

/** The group {@code certificates issuers}. */
@Command(
    name = "issuers",
    description = "Manages the certificate authorities at which the vault has an account.",
    footer = "  java -jar vaultjca.jar certificates issuers list",
    subcommands = {
      ListIssuers.class,
      ShowIssuer.class,
      SetIssuer.class,
      UpdateIssuer.class,
      DeleteIssuer.class
    })
public final class Issuers extends Group {}
