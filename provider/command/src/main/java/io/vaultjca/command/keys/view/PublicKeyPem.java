package io.vaultjca.command.keys.view;

import io.vaultjca.command.terminal.CommandException;
import io.vaultjca.handle.Handles;
import io.vaultjca.handle.PrivateHandle;
import io.vaultjca.vault.KeyBundle;
import io.vaultjca.vault.Vault;
import java.nio.charset.StandardCharsets;
import java.security.spec.InvalidKeySpecException;
import java.util.Base64;

/** A public key as other programs read it: SubjectPublicKeyInfo (RFC 5280), bare or in PEM. */
public final class PublicKeyPem {
  private PublicKeyPem() {}

  /** The encoding of a key's public part. */
  public static byte[] der(Vault vault, KeyBundle key) throws CommandException {
    try {
      if (Handles.handle(vault.key(key), key) instanceof PrivateHandle handle) {
        return handle.publicKey().getEncoded();
      }
      throw new CommandException(
          "The key %s is symmetric: it has no public part.".formatted(key.id()));
    } catch (InvalidKeySpecException e) {
      throw new CommandException(e.getMessage() + ".", e);
    }
  }

  /** The same as text. */
  public static String of(byte[] der) {
    Base64.Encoder base64 = Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII));
    return "-----BEGIN PUBLIC KEY-----\n%s\n-----END PUBLIC KEY-----\n"
        .formatted(base64.encodeToString(der));
  }
}
