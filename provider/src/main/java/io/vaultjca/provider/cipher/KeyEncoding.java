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
import org.jspecify.annotations.Nullable;

/** Converts between keys and the bytes that {@link Cipher#wrap} and {@link Cipher#unwrap} move. */
final class KeyEncoding {
  private static final String AES_IDENTIFIERS = "2.16.840.1.101.3.4.1.";

  private KeyEncoding() {}

  /** The encoding of a key to wrap. */
  static byte[] of(@Nullable Key wrapped) throws InvalidKeyException {
    if (wrapped == null) {
      throw new InvalidKeyException("There is no key to wrap: it is null");
    }
    byte[] encoded = wrapped.getEncoded();
    if (encoded == null || encoded.length == 0) {
      throw new InvalidKeyException(
          "The key to wrap (%s, algorithm %s) has no encoding: a key that cannot leave its vault or token cannot be wrapped"
              .formatted(wrapped.getClass().getName(), wrapped.getAlgorithm()));
    }
    return encoded;
  }

  /** Decodes an unwrapped key of an algorithm and one of the types that {@link Cipher} defines. */
  static Key decode(byte[] encoded, String algorithm, int type)
      throws InvalidKeyException, NoSuchAlgorithmException {
    try {
      return switch (type) {
        case Cipher.SECRET_KEY -> secret(encoded, algorithm);
        case Cipher.PRIVATE_KEY ->
            KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(encoded));
        case Cipher.PUBLIC_KEY ->
            KeyFactory.getInstance(algorithm).generatePublic(new X509EncodedKeySpec(encoded));
        default -> throw new InvalidKeyException("The JCA does not have the key type " + type);
      };
    } catch (InvalidKeySpecException | IllegalArgumentException e) {
      // Without the cause, whose message may quote the key.
      throw new InvalidKeyException(
          "The unwrapped key is not a %s key of the algorithm %s"
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

  /** Whether a key can have this length in bytes; true for an unknown algorithm. */
  private static boolean canHaveLength(String algorithm, int length) {
    // CMS names AES by the identifier of a mode and a size.
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
