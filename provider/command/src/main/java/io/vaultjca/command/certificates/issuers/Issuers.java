package io.vaultjca.command.certificates.issuers;

import io.vaultjca.command.verb.Group;
import picocli.CommandLine.Command;

/** What can be done with the certificate authorities that a vault has accounts of. */
@Command(
    name = "issuers",
    description = "The certificate authorities of which the vault has an account.",
    footer = "  java -jar vaultjca.jar certificates issuers list",
    subcommands = {
      ListIssuers.class,
      ShowIssuer.class,
      SetIssuer.class,
      UpdateIssuer.class,
      DeleteIssuer.class
    })
public final class Issuers extends Group {}
