package io.vaultjca.provider.cipher;

import io.vaultjca.Setting;
import io.vaultjca.handle.KeyHandle;
import io.vaultjca.handle.SecretHandle;
import java.security.InvalidKeyException;
import java.security.Key;
import java.util.Arrays;
import java.util.OptionalInt;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The size of an AES key, which the names of the service's algorithms contain. The service reports
 * the size of a key only from api-version 2026-04-01 on.
 *
 * @param named the size in the transformation's name, in bits; 0 for none
 */
record AesKey(int named) {
  private static final Set<Integer> SIZES = Set.of(128, 192, 256);
  private static final Pattern SIZE = Pattern.compile("AES_(\\d+)/.*");

  /** Reads the size in a transformation's name. */
  static AesKey of(String transformation) {
    Matcher sized = SIZE.matcher(transformation);
    return new AesKey(sized.matches() ? Integer.parseInt(sized.group(1)) : 0);
  }

  /** Checks that a key fits a transformation. */
  void check(String transformation, KeyHandle key) throws InvalidKeyException {
    if (!(key instanceof SecretHandle secret)) {
      throw new InvalidKeyException(
          "%s needs a symmetric key in a vault or Managed HSM; %s is of the type %s"
              .formatted(transformation, key, key.getAlgorithm()));
    }
    OptionalInt known = secret.size();
    if (known.isPresent() && !SIZES.contains(known.getAsInt())) {
      throw new InvalidKeyException(
          "%s needs a key of 128, 192 or 256 bits; %s has %s"
              .formatted(transformation, key, known.getAsInt()));
    }
    if (named != 0 && known.isPresent() && known.getAsInt() != named) {
      throw new InvalidKeyException(
          "%s needs a key of %s bits; %s has %s"
              .formatted(transformation, named, key, known.getAsInt()));
    }
  }

  /** Checks that a key of another provider has the size in the name. */
  void checkForeign(String transformation, @Nullable Key key) throws InvalidKeyException {
    byte[] encoded = key == null || named == 0 ? null : key.getEncoded();
    if (encoded == null) {
      return;
    }
    Arrays.fill(encoded, (byte) 0);
    if (encoded.length * Byte.SIZE != named) {
      throw new InvalidKeyException(
          "%s needs a key of %s bits; it was given one of %s"
              .formatted(transformation, named, encoded.length * Byte.SIZE));
    }
  }

  /** The size in bits, if it is known. */
  OptionalInt known(KeyHandle key) {
    return named != 0 ? OptionalInt.of(named) : ((SecretHandle) key).size();
  }

  /** The size in bits for the name of the service's algorithm. */
  int bits(KeyHandle key) {
    return known(key).orElse(KeySize.ASSUMED_SECRET_SIZE);
  }

  /** A sentence for a message if the size is a guess; otherwise empty. */
  String hint(KeyHandle key) {
    return known(key).isPresent()
        ? ""
        : """
        The service did not report the size of this key, so 256 bits were assumed: if it has 128 or \
        192, name the transformation AES_128/… or AES_192/…, look the key up with \
        VaultKeySpec.ofSize, or set %s to 2026-04-01 or later, with which the service reports it"""
            .formatted(Setting.API_VERSION.key());
  }

  /** Appends the hint, if there is one, to a message without a full stop. */
  String withHint(String message, KeyHandle key) {
    String hint = hint(key);
    return hint.isEmpty() ? message : message + ". " + hint;
  }
}
