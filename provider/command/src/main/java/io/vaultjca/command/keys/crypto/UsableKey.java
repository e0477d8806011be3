package io.vaultjca.command.keys.crypto;

import io.vaultjca.command.terminal.CommandException;
import io.vaultjca.command.verb.ObjectArgument;
import io.vaultjca.command.verb.Session;
import io.vaultjca.handle.Handles;
import io.vaultjca.handle.KeyHandle;
import io.vaultjca.vault.KeyBundle;
import io.vaultjca.vault.KeyMaterial;
import io.vaultjca.vault.RemoteKey;
import java.io.IOException;
import java.math.BigInteger;
import java.security.spec.InvalidKeySpecException;

/**
 * A key for cryptographic operations. These are the provider's own: the SDK's CryptographyClient
 * reads the key once more, and then verifies and encrypts locally with the copy that it keeps.
 */
record UsableKey(KeyBundle bundle, RemoteKey remote) {

  /** Reads a key with one request. */
  static UsableKey read(Session session, ObjectArgument key) throws IOException {
    KeyBundle bundle = session.vault().getKey(key.name(), key.version());
    return new UsableKey(bundle, session.vault().key(bundle));
  }

  KeyHandle handle() throws CommandException {
    try {
      return Handles.handle(remote, bundle);
    } catch (InvalidKeySpecException e) {
      throw new CommandException(e.getMessage() + ".", e);
    }
  }

  String id() {
    return bundle.id().toString();
  }

  boolean isExternal() {
    return remote.isExternal();
  }

  /** The length of an RSA modulus in bytes; 0 for other keys. */
  int modulusLength() {
    return bundle.material() instanceof KeyMaterial.Rsa rsa
        ? (rsa.modulus().bitLength() + 7) / 8
        : 0;
  }

  /** The kind of key in messages: {@code RSA, 2048 bits}. */
  String kind() {
    KeyMaterial material = bundle.material();
    if (material instanceof KeyMaterial.Rsa rsa) {
      BigInteger modulus = rsa.modulus();
      return "RSA, %s bits".formatted(modulus.bitLength());
    }
    if (material instanceof KeyMaterial.Ec ec) {
      return "EC, " + ec.curve();
    }
    if (material instanceof KeyMaterial.Akp akp) {
      return akp.algorithm();
    }
    int bits = ((KeyMaterial.Symmetric) material).bits();
    return bits == 0 ? "symmetric" : "symmetric, %s bits".formatted(bits);
  }
}
