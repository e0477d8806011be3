package io.vaultjca.command.keys.change;

import com.azure.security.keyvault.keys.models.JsonWebKey;
import com.azure.security.keyvault.keys.models.KeyType;
import io.vaultjca.command.terminal.CommandException;

/** Reads the bytes of a symmetric key. */
final class SymmetricKeyFile {
  private SymmetricKeyFile() {}

  static JsonWebKey read(byte[] content, String file) throws CommandException {
    if (content.length != 16 && content.length != 24 && content.length != 32) {
      throw new CommandException(
          "%s has %s bytes, and a symmetric key has 16, 24 or 32.".formatted(file, content.length));
    }
    return new JsonWebKey().setKeyType(KeyType.OCT).setK(content.clone());
  }
}
