package io.vaultjca.provider.cipher;

import io.vaultjca.key.VaultKey;
import io.vaultjca.provider.jvm.OtherProviders;
import io.vaultjca.vault.RemoteKey;
import io.vaultjca.vault.VaultException;
import java.security.AlgorithmParameters;
import java.security.InvalidAlgorithmParameterException;
import java.security.InvalidKeyException;
import java.security.ProviderException;
import java.security.SecureRandom;
import java.security.spec.AlgorithmParameterSpec;
import java.util.Arrays;
import javax.crypto.AEADBadTagException;
import javax.crypto.BadPaddingException;
import javax.crypto.spec.GCMParameterSpec;

/**
 * AES in Galois/Counter Mode (NIST SP 800-38D). The HSM makes the initialisation vector of every
 * message: {@code getIV()} tells it after {@code doFinal}. The tag stands at the end of the
 * ciphertext.
 */
public final class AesGcmCipher extends VaultCipher {
  private static final int BLOCK = 16;
  private static final int TAG = 16;
  private static final int IV = 12;

  private final AesKey size;
  private final Buffer aad = new Buffer();
  private byte[] iv;

  /**
   * Creates a cipher.
   *
   * @param others the providers for foreign keys
   * @param transformation the JCA name
   * @param bits the key size that the name says; 0 for none
   */
  public AesGcmCipher(OtherProviders others, String transformation, int bits) {
    super(others, transformation);
    this.size = new AesKey(bits);
  }

  @Override
  void start(
      Direction direction, VaultKey by, AlgorithmParameterSpec parameters, SecureRandom random)
      throws InvalidKeyException, InvalidAlgorithmParameterException {
    iv = null;
    size.check(transformation(), by);
    if (direction.isForward()) {
      if (parameters != null) {
        throw new InvalidAlgorithmParameterException(
            transformation()
                + " takes no initialisation vector for encryption: the HSM makes one for every"
                + " message, so that none is used twice. Initialise without parameters and call"
                + " getIV() or getParameters() after doFinal");
      }
      return;
    }
    if (!(parameters instanceof GCMParameterSpec spec)) {
      throw new InvalidAlgorithmParameterException(
          transformation()
              + " needs a GCMParameterSpec for decryption; it was given "
              + (parameters == null ? "none" : "a " + parameters.getClass().getName()));
    }
    if (spec.getTLen() != TAG * Byte.SIZE || spec.getIV().length != IV) {
      throw new InvalidAlgorithmParameterException(
          "The service's GCM has a tag of 128 bits and an initialisation vector of 12 bytes; "
              + transformation()
              + " was given "
              + spec.getTLen()
              + " bits and "
              + spec.getIV().length
              + " bytes");
    }
    iv = spec.getIV();
  }

  @Override
  void updateAad(byte[] data, int offset, int length) {
    if (hasInput()) {
      throw new IllegalStateException(
          transformation() + " takes additional authenticated data before the first update only");
    }
    aad.add(data, offset, length);
  }

  /** The service sends the additional data back with the ciphertext. */
  @Override
  int mostInput(Direction direction, VaultKey by) {
    int most = super.mostInput(direction, by);
    return direction.isForward() ? Math.max(0, most - aad.length()) : most;
  }

  @Override
  void forgetInput() {
    aad.clear();
  }

  @Override
  void check(Direction direction, VaultKey by, byte[] data) throws BadPaddingException {
    if (!direction.isForward() && data.length < TAG) {
      throw badCiphertext(by);
    }
  }

  @Override
  byte[] process(Direction direction, VaultKey by, byte[] data) throws VaultException {
    String algorithm = "A" + size.bits(by) + "GCM";
    byte[] authenticated = aad.length() == 0 ? null : aad.copy();
    if (!direction.isForward()) {
      int end = data.length - TAG;
      return by.remote()
          .decrypt(
              algorithm,
              new RemoteKey.Encrypted(
                  Arrays.copyOf(data, end), iv, Arrays.copyOfRange(data, end, data.length)),
              authenticated);
    }
    RemoteKey.Encrypted encrypted = by.remote().encrypt(algorithm, data, null, authenticated);
    if (lengthOf(encrypted.iv()) != IV
        || lengthOf(encrypted.tag()) != TAG
        || lengthOf(encrypted.ciphertext()) != data.length) {
      throw new ProviderException(
          "The service answered no "
              + algorithm
              + " ciphertext for the key "
              + by
              + ": it has an initialisation vector of "
              + lengthOf(encrypted.iv())
              + " bytes and a tag of "
              + lengthOf(encrypted.tag()));
    }
    iv = encrypted.iv().clone();
    byte[] sealed = Arrays.copyOf(encrypted.ciphertext(), data.length + TAG);
    System.arraycopy(encrypted.tag(), 0, sealed, data.length, TAG);
    return sealed;
  }

  private static int lengthOf(byte[] bytes) {
    return bytes == null ? 0 : bytes.length;
  }

  @Override
  String hint(VaultKey by) {
    return size.hint(by);
  }

  @Override
  BadPaddingException badCiphertext(VaultKey by) {
    return new AEADBadTagException(
        size.withHint(
            "The ciphertext, its tag, the initialisation vector and the additional data do not"
                + " belong together under the key "
                + by,
            by));
  }

  @Override
  int outputSize(Direction direction, VaultKey by, int length) {
    return direction.isForward() ? Math.addExact(length, TAG) : Math.max(0, length - TAG);
  }

  @Override
  boolean shrinks(Direction direction) {
    return false;
  }

  @Override
  boolean isPossible(Direction direction, VaultKey by, int input, int output) {
    return output == outputSize(direction, by, input);
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
    return iv == null ? null : JdkParameters.of("GCM", new GCMParameterSpec(TAG * Byte.SIZE, iv));
  }

  @Override
  Class<? extends AlgorithmParameterSpec> parameterClass() {
    return GCMParameterSpec.class;
  }
}
