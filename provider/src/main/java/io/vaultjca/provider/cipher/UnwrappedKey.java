package io.vaultjca.provider.cipher;

import java.security.InvalidKeyException;
import java.security.Key;
import java.security.KeyFactory;
import java.security.NoSuchAlgorithmException;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Locale;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;

/** Makes a key of what was unwrapped, as {@link Cipher#unwrap} promises. */
final class UnwrappedKey {
  private static final String AES_IDENTIFIERS = "2.16.840.1.101.3.4.1.";

  private UnwrappedKey() {}

  static Key of(byte[] encoded, String algorithm, int type)
      throws InvalidKeyException, NoSuchAlgorithmException {
    try {
      return switch (type) {
        case Cipher.SECRET_KEY -> secret(encoded, algorithm);
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

  private static SecretKey secret(byte[] encoded, String algorithm) {
    SecretKey key = new SecretKeySpec(encoded, algorithm);
    if (!canHaveLength(algorithm.toUpperCase(Locale.ROOT), encoded.length)) {
      throw new IllegalArgumentException("A key of this algorithm cannot have this length");
    }
    return key;
  }

  /** Whether a key can have so many bytes, where the algorithm is one that says so. */
  private static boolean canHaveLength(String algorithm, int length) {
    // CMS asks for AES by the identifier of a mode and a size.
    return switch (algorithm.startsWith(AES_IDENTIFIERS) ? "AES" : algorithm) {
      case "AES" -> length == 16 || length == 24 || length == 32;
      case "DES" -> length == 8;
      case "DESEDE", "TRIPLEDES", "1.2.840.113549.3.7" -> length == 24;
      case "CHACHA20", "CHACHA20-POLY1305" -> length == 32;
      case "BLOWFISH" -> length <= 56;
      case "ARCFOUR", "RC4", "RC2" -> length >= 5 && length <= 128;
      default -> true;
    };
  }
}
