package io.vaultjca.provider.cipher;

import io.vaultjca.handle.KeyHandle;
import io.vaultjca.handle.SecretHandle;
import java.security.InvalidKeyException;
import java.security.interfaces.ECKey;
import java.security.interfaces.RSAKey;

/** The size of a key in a vault, in bits. */
final class KeySize {
  /** The size to assume for a symmetric key if neither the service nor the program gives one. */
  static final int ASSUMED_SECRET_SIZE = 256;

  private KeySize() {}

  static int of(KeyHandle key) throws InvalidKeyException {
    if (key instanceof RSAKey rsa) {
      return rsa.getModulus().bitLength();
    }
    if (key instanceof ECKey ec) {
      return ec.getParams().getOrder().bitLength();
    }
    if (key instanceof SecretHandle secret) {
      return secret.size().orElse(ASSUMED_SECRET_SIZE);
    }
    throw new InvalidKeyException(
        "No cipher takes %s, which is of the type %s".formatted(key, key.getAlgorithm()));
  }
}
