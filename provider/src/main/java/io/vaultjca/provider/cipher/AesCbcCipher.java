package io.vaultjca.provider.cipher;

import io.vaultjca.key.VaultKey;
import io.vaultjca.provider.jvm.OtherProviders;
import io.vaultjca.vault.RemoteKey;
import io.vaultjca.vault.VaultException;
import java.security.AlgorithmParameters;
import java.security.InvalidAlgorithmParameterException;
import java.security.InvalidKeyException;
import java.security.Key;
import java.security.SecureRandom;
import java.security.spec.AlgorithmParameterSpec;
import javax.crypto.BadPaddingException;
import javax.crypto.IllegalBlockSizeException;
import javax.crypto.spec.IvParameterSpec;

/**
 * AES in CBC mode (NIST SP 800-38A). It does not authenticate: prefer {@code AES/GCM/NoPadding}.
 *
 * <p>As in the JDK, an init without parameters makes a random initialisation vector.
 */
public final class AesCbcCipher extends VaultCipher {
  private static final int BLOCK = 16;

  private final AesKey size;
  private final boolean padded;
  private byte[] iv;
  private Direction direction;

  /**
   * Creates a cipher.
   *
   * @param others the providers for foreign keys
   * @param transformation the JCA name
   * @param bits the key size that the name says; 0 for none
   * @param padded whether the service pads as PKCS #7 says
   */
  public AesCbcCipher(OtherProviders others, String transformation, int bits, boolean padded) {
    super(others, transformation);
    this.size = new AesKey(bits);
    this.padded = padded;
  }

  @Override
  void start(Direction started, VaultKey by, AlgorithmParameterSpec parameters, SecureRandom random)
      throws InvalidKeyException, InvalidAlgorithmParameterException {
    iv = null;
    direction = started;
    size.check(transformation(), by);
    if (parameters == null && started.isForward()) {
      iv = new byte[BLOCK];
      (random == null ? new SecureRandom() : random).nextBytes(iv);
      return;
    }
    if (!(parameters instanceof IvParameterSpec spec) || spec.getIV().length != BLOCK) {
      throw new InvalidAlgorithmParameterException(
          transformation()
              + " takes an IvParameterSpec of 16 bytes; it was given "
              + (parameters == null
                  ? "none"
                  : parameters instanceof IvParameterSpec other
                      ? other.getIV().length + " bytes"
                      : "a " + parameters.getClass().getName()));
    }
    iv = spec.getIV();
  }

  /** The JDK has no padded CBC with the size in its name. */
  @Override
  String foreignTransformation() {
    return padded ? "AES/CBC/PKCS5Padding" : transformation();
  }

  @Override
  void checkForeign(Key foreignKey) throws InvalidKeyException {
    size.checkForeign(transformation(), foreignKey);
  }

  @Override
  void check(Direction current, VaultKey by, byte[] data) throws IllegalBlockSizeException {
    // Unpadded, the service fills the last block with zeros, which nobody can take off again.
    boolean wholeBlocks = !padded || !current.isForward();
    if (wholeBlocks && data.length % BLOCK != 0) {
      throw new IllegalBlockSizeException(
          transformation()
              + " takes whole blocks of 16 bytes; it was given "
              + data.length
              + " bytes");
    }
  }

  @Override
  boolean isTrivial(byte[] data) {
    return data.length == 0 && (!padded || !direction.isForward());
  }

  @Override
  byte[] process(Direction current, VaultKey by, byte[] data) throws VaultException {
    String algorithm = "A" + size.bits(by) + (padded ? "CBCPAD" : "CBC");
    return current.isForward()
        ? by.remote().encrypt(algorithm, data, iv, null).ciphertext()
        : by.remote().decrypt(algorithm, new RemoteKey.Encrypted(data, iv, null), null);
  }

  @Override
  String hint(VaultKey by) {
    return size.hint(by);
  }

  /** One message for every cause, so that nobody learns from it what was wrong. */
  @Override
  BadPaddingException badCiphertext(VaultKey by) {
    return new BadPaddingException(
        size.withHint(
            "The ciphertext was not made with " + transformation() + " and the key " + by, by));
  }

  @Override
  int outputSize(Direction current, VaultKey by, int length) {
    return padded && current.isForward() ? (length / BLOCK + 1) * BLOCK : length;
  }

  @Override
  boolean shrinks(Direction current) {
    return padded && !current.isForward();
  }

  @Override
  boolean isPossible(Direction current, VaultKey by, int input, int output) {
    return shrinks(current)
        ? output >= input - BLOCK && output < input
        : output == outputSize(current, by, input);
  }

  @Override
  int blockSize() {
    return BLOCK;
  }

  @Override
  byte[] iv() {
    return iv == null ? null : iv.clone();
  }

  @Override
  AlgorithmParameters parameters() {
    return iv == null ? null : JdkParameters.of("AES", new IvParameterSpec(iv));
  }

  @Override
  Class<? extends AlgorithmParameterSpec> parameterClass() {
    return IvParameterSpec.class;
  }
}
