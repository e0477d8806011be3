package io.vaultjca.provider.cipher;

import io.vaultjca.key.VaultKey;
import io.vaultjca.provider.jvm.OtherProviders;
import io.vaultjca.vault.VaultException;
import java.security.AlgorithmParameters;
import java.security.InvalidAlgorithmParameterException;
import java.security.InvalidKeyException;
import java.security.SecureRandom;
import java.security.spec.AlgorithmParameterSpec;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.OptionalInt;
import javax.crypto.BadPaddingException;
import javax.crypto.IllegalBlockSizeException;
import javax.crypto.spec.IvParameterSpec;

/**
 * AES key wrap without (KW, RFC 3394) and with padding (KWP, RFC 5649). As in the JDK, encrypting
 * and decrypting bytes is the same as wrapping and unwrapping a key with that encoding.
 */
public final class KeyWrapCipher extends VaultCipher {
  private static final int SEMIBLOCK = 8;

  /** RFC 3394, section 2.2.3.1. */
  private static final byte[] INITIAL_VALUE = HexFormat.of().parseHex("a6a6a6a6a6a6a6a6");

  /** RFC 5649, section 3. */
  private static final byte[] PADDED_INITIAL_VALUE = HexFormat.of().parseHex("a65959a6");

  private final AesKey size;
  private final boolean padded;

  /**
   * Creates a cipher.
   *
   * @param others the providers for foreign keys
   * @param transformation the JCA name
   * @param bits the key size that the name says; 0 for none
   * @param padded whether it takes keys of any length
   */
  public KeyWrapCipher(OtherProviders others, String transformation, int bits, boolean padded) {
    super(others, transformation);
    this.size = new AesKey(bits);
    this.padded = padded;
  }

  @Override
  void start(
      Direction direction, VaultKey by, AlgorithmParameterSpec parameters, SecureRandom random)
      throws InvalidKeyException, InvalidAlgorithmParameterException {
    size.check(transformation(), by);
    boolean standard =
        parameters == null
            || (parameters instanceof IvParameterSpec spec
                && Arrays.equals(spec.getIV(), initialValue()));
    if (!standard) {
      throw new InvalidAlgorithmParameterException(
          transformation()
              + " has the initial value of its RFC, "
              + HexFormat.of().formatHex(initialValue())
              + ", and takes no other parameters");
    }
  }

  private byte[] initialValue() {
    return (padded ? PADDED_INITIAL_VALUE : INITIAL_VALUE).clone();
  }

  @Override
  void check(Direction direction, VaultKey by, byte[] data)
      throws IllegalBlockSizeException, BadPaddingException {
    if (direction.isForward()) {
      boolean fits =
          padded ? data.length > 0 : data.length >= 2 * SEMIBLOCK && data.length % SEMIBLOCK == 0;
      if (!fits) {
        throw new IllegalBlockSizeException(
            transformation()
                + (padded ? " takes at least one byte" : " takes 16, 24, 32 … bytes")
                + "; it was given "
                + data.length
                + (padded ? "" : ". For other lengths use AES/KWP/NoPadding"));
      }
    } else if (data.length % SEMIBLOCK != 0
        || data.length < (padded ? 2 * SEMIBLOCK : 3 * SEMIBLOCK)) {
      throw badCiphertext(by);
    }
  }

  @Override
  byte[] process(Direction direction, VaultKey by, byte[] data) throws VaultException {
    String algorithm = serviceAlgorithm(by);
    return direction.isForward()
        ? by.remote().wrap(algorithm, data)
        : by.remote().unwrap(algorithm, data);
  }

  /** The service has names with and without the key's size for the same. */
  private String serviceAlgorithm(VaultKey by) {
    if (padded) {
      return "CKM_AES_KEY_WRAP_PAD";
    }
    OptionalInt bits = size.known(by);
    return bits.isPresent() ? "A" + bits.getAsInt() + "KW" : "CKM_AES_KEY_WRAP";
  }

  /** One message for every cause, so that nobody learns from it what was wrong. */
  @Override
  BadPaddingException badCiphertext(VaultKey by) {
    return new BadPaddingException(
        "The wrapped key was not made with " + transformation() + " and the key " + by);
  }

  @Override
  int outputSize(Direction direction, VaultKey by, int length) {
    if (!direction.isForward()) {
      return Math.max(0, length - SEMIBLOCK);
    }
    return (length + SEMIBLOCK - 1) / SEMIBLOCK * SEMIBLOCK + SEMIBLOCK;
  }

  @Override
  boolean shrinks(Direction direction) {
    return padded && !direction.isForward();
  }

  @Override
  boolean isPossible(Direction direction, VaultKey by, int input, int output) {
    int most = outputSize(direction, by, input);
    return shrinks(direction) ? output > most - SEMIBLOCK && output <= most : output == most;
  }

  @Override
  int blockSize() {
    return SEMIBLOCK;
  }

  /** The initial value, as in the JDK. */
  @Override
  byte[] iv() {
    return initialValue();
  }

  @Override
  AlgorithmParameters parameters() {
    return JdkParameters.of("AES", new IvParameterSpec(initialValue()));
  }

  @Override
  Class<? extends AlgorithmParameterSpec> parameterClass() {
    return IvParameterSpec.class;
  }
}
