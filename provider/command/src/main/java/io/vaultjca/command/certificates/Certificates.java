package io.vaultjca.command.certificates;

import io.vaultjca.command.certificates.contacts.Contacts;
import io.vaultjca.command.certificates.issuers.Issuers;
import io.vaultjca.command.certificates.pending.Pending;
import io.vaultjca.command.certificates.policy.Policies;
import io.vaultjca.command.verb.Group;
import picocli.CommandLine.Command;

/** The group {@code certificates}. */
@Command(
    name = "certificates",
    description = "Manages the certificates of a vault, with their keys.",
    footer = "  java -jar vaultjca.jar certificates list",
    subcommands = {
      ListCertificates.class,
      ShowCertificate.class,
      ListCertificateVersions.class,
      CreateCertificate.class,
      Pending.class,
      MergeCertificate.class,
      ImportCertificate.class,
      DownloadCertificate.class,
      UpdateCertificate.class,
      Policies.class,
      DeleteCertificate.class,
      DeletedCertificates.class,
      RecoverCertificate.class,
      PurgeCertificate.class,
      BackupCertificate.class,
      RestoreCertificate.class,
      Issuers.class,
      Contacts.class
    })
public final class Certificates extends Group {}
