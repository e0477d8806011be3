package io.vaultjca.command.secrets;

import io.vaultjca.command.verb.Group;
import picocli.CommandLine.Command;

/** The group {@code secrets}. */
@Command(
    name = "secrets",
    description = "Manages the secrets of a vault.",
    footer = "  java -jar vaultjca.jar secrets list",
    subcommands = {
      ListSecrets.class,
      ShowSecret.class,
      ListSecretVersions.class,
      SetSecret.class,
      UpdateSecret.class,
      DeleteSecret.class,
      DeletedSecrets.class,
      RecoverSecret.class,
      PurgeSecret.class,
      BackupSecret.class,
      RestoreSecret.class
    })
public final class Secrets extends Group {}
