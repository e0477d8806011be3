package io.vaultjca.command.certificates;

import io.vaultjca.command.verb.Group;
import picocli.CommandLine.Command;

@Command(
    name = "deleted",
    description = "Shows deleted certificates, which can be recovered.",
    footer = "  java -jar vaultjca.jar certificates deleted list",
    subcommands = {ListDeletedCertificates.class, ShowDeletedCertificate.class})
final class DeletedCertificates extends Group {}
