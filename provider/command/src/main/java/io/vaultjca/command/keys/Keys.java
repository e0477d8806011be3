package io.vaultjca.command.keys;

import io.vaultjca.command.keys.change.CreateKey;
import io.vaultjca.command.keys.change.ImportKey;
import io.vaultjca.command.keys.change.UpdateKey;
import io.vaultjca.command.keys.crypto.DecryptFile;
import io.vaultjca.command.keys.crypto.EncryptFile;
import io.vaultjca.command.keys.crypto.SignFile;
import io.vaultjca.command.keys.crypto.UnwrapKey;
import io.vaultjca.command.keys.crypto.VerifyFile;
import io.vaultjca.command.keys.crypto.WrapKey;
import io.vaultjca.command.keys.deletion.DeleteKey;
import io.vaultjca.command.keys.deletion.DeletedKeys;
import io.vaultjca.command.keys.deletion.PurgeKey;
import io.vaultjca.command.keys.deletion.RecoverKey;
import io.vaultjca.command.keys.rotation.RotateKey;
import io.vaultjca.command.keys.rotation.RotationPolicies;
import io.vaultjca.command.verb.Group;
import picocli.CommandLine.Command;

/** The group {@code keys}. */
@Command(
    name = "keys",
    description = "Manages the keys of a vault or a Managed HSM.",
    footer = "  java -jar vaultjca.jar keys list",
    subcommands = {
      ListKeys.class,
      ShowKey.class,
      ListKeyVersions.class,
      ShowPublicKey.class,
      CreateKey.class,
      ImportKey.class,
      UpdateKey.class,
      RotateKey.class,
      RotationPolicies.class,
      DeleteKey.class,
      DeletedKeys.class,
      RecoverKey.class,
      PurgeKey.class,
      BackupKey.class,
      RestoreKey.class,
      ReleaseKey.class,
      ShowAttestation.class,
      RandomBytes.class,
      SignFile.class,
      VerifyFile.class,
      EncryptFile.class,
      DecryptFile.class,
      WrapKey.class,
      UnwrapKey.class
    })
public final class Keys extends Group {}
