package io.vaultjca.provider.cipher;

import java.security.InvalidKeyException;
import java.security.Key;
import java.security.KeyFactory;
import java.security.NoSuchAlgorithmException;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import javax.crypto.Cipher;
import javax.crypto.spec.SecretKeySpec;

/** Makes a key of what was unwrapped, as {@link Cipher#unwrap} promises. */
final class UnwrappedKey {
  private UnwrappedKey() {}

  static Key of(byte[] encoded, String algorithm, int type)
      throws InvalidKeyException, NoSuchAlgorithmException {
    try {
      return switch (type) {
        case Cipher.SECRET_KEY -> new SecretKeySpec(encoded, algorithm);
        case Cipher.PRIVATE_KEY ->
            KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(encoded));
        case Cipher.PUBLIC_KEY ->
            KeyFactory.getInstance(algorithm).generatePublic(new X509EncodedKeySpec(encoded));
        default -> throw new InvalidKeyException("The JCA knows no key type " + type);
      };
    } catch (InvalidKeySpecException | IllegalArgumentException e) {
      // Not the cause's message: it may quote the key.
      throw new InvalidKeyException(
          "What was unwrapped is not a %s key of the algorithm %s"
              .formatted(
                  switch (type) {
                    case Cipher.SECRET_KEY -> "secret";
                    case Cipher.PRIVATE_KEY -> "private";
                    default -> "public";
                  },
                  algorithm));
    }
  }
}
