package io.vaultjca.provider.cipher;

import io.vaultjca.key.VaultKey;
import io.vaultjca.key.VaultPrivateKey;
import io.vaultjca.key.VaultPublicKey;
import io.vaultjca.provider.jvm.OtherProviders;
import io.vaultjca.vault.RemoteKey;
import io.vaultjca.vault.VaultException;
import java.math.BigInteger;
import java.security.AlgorithmParameters;
import java.security.InvalidAlgorithmParameterException;
import java.security.InvalidKeyException;
import java.security.SecureRandom;
import java.security.interfaces.RSAKey;
import java.security.spec.AlgorithmParameterSpec;
import javax.crypto.BadPaddingException;
import javax.crypto.spec.OAEPParameterSpec;

/** RSA encryption and key transport (RFC 8017, section 7). */
public final class RsaCipher extends VaultCipher {
  /** The scheme that the name says, or that holds without parameters. */
  private final RsaPadding named;

  /** Whether parameters may choose another scheme than the named one. */
  private final boolean open;

  private RsaPadding padding;

  private RsaCipher(OtherProviders others, String transformation, RsaPadding named, boolean open) {
    super(others, transformation);
    this.named = named;
    this.open = open;
    this.padding = named;
  }

  /**
   * PKCS #1 v1.5.
   *
   * @param others the providers for foreign keys
   * @param transformation the JCA name
   * @return the cipher
   */
  public static RsaCipher pkcs1(OtherProviders others, String transformation) {
    return new RsaCipher(others, transformation, RsaPadding.PKCS1, false);
  }

  /**
   * OAEP, with the JDK's default of SHA-1 where no parameters are given.
   *
   * @param others the providers for foreign keys
   * @param transformation the JCA name
   * @return the cipher
   */
  public static RsaCipher oaep(OtherProviders others, String transformation) {
    return new RsaCipher(others, transformation, RsaPadding.OAEP_SHA_1, true);
  }

  /**
   * OAEP with SHA-1.
   *
   * @param others the providers for foreign keys
   * @param transformation the JCA name
   * @return the cipher
   */
  public static RsaCipher oaepSha1(OtherProviders others, String transformation) {
    return new RsaCipher(others, transformation, RsaPadding.OAEP_SHA_1, false);
  }

  /**
   * OAEP with SHA-256, also in MGF1: the JDK's own default there is SHA-1.
   *
   * @param others the providers for foreign keys
   * @param transformation the JCA name
   * @return the cipher
   */
  public static RsaCipher oaepSha256(OtherProviders others, String transformation) {
    return new RsaCipher(others, transformation, RsaPadding.OAEP_SHA_256, false);
  }

  @Override
  void start(
      Direction direction, VaultKey by, AlgorithmParameterSpec parameters, SecureRandom random)
      throws InvalidKeyException, InvalidAlgorithmParameterException {
    if (!(by instanceof RSAKey)) {
      throw new InvalidKeyException(
          transformation() + " needs an RSA key; " + by + " is of the type " + by.getAlgorithm());
    }
    if (direction.isForward() && !(by instanceof VaultPublicKey)) {
      throw new InvalidKeyException(
          transformation()
              + " encrypts and wraps with a public key; "
              + by
              + " is a private one: take its publicKey(), or for a signature Signature NONEwithRSA");
    }
    if (!direction.isForward() && !(by instanceof VaultPrivateKey)) {
      throw new InvalidKeyException(
          transformation()
              + " decrypts and unwraps with a private key; "
              + by
              + " is a public one");
    }
    padding = padding(parameters);
  }

  private RsaPadding padding(AlgorithmParameterSpec parameters)
      throws InvalidKeyException, InvalidAlgorithmParameterException {
    if (parameters == null) {
      return named;
    }
    if (parameters.getClass().getSimpleName().equals("TlsRsaPremasterSecretParameterSpec")) {
      // JSSE tries this first and, at this very exception, decrypts instead (RFC 5246, 7.4.7.1).
      throw new InvalidKeyException(
          transformation() + " in a vault unwraps no TLS premaster secret; decrypt it");
    }
    if (named == RsaPadding.PKCS1 || !(parameters instanceof OAEPParameterSpec spec)) {
      throw new InvalidAlgorithmParameterException(
          transformation()
              + (named == RsaPadding.PKCS1 ? " takes no parameters" : " takes an OAEPParameterSpec")
              + "; it was given a "
              + parameters.getClass().getName());
    }
    RsaPadding asked = RsaPadding.of(spec);
    if (!open && asked != named) {
      throw new InvalidAlgorithmParameterException(
          transformation() + " has another hash than the parameters: " + spec.getDigestAlgorithm());
    }
    return asked;
  }

  @Override
  AlgorithmParameterSpec foreignParameters(VaultKey by, AlgorithmParameterSpec given) {
    return padding.spec();
  }

  @Override
  int mostInput(Direction direction, VaultKey by) {
    return modulusLength(by) - (direction.isForward() ? padding.overhead() : 0);
  }

  @Override
  String adviceForMore() {
    return "";
  }

  @Override
  void check(Direction direction, VaultKey by, byte[] data) throws BadPaddingException {
    int length = modulusLength(by);
    // RFC 8017, sections 7.1.2 and 7.2.2: of the wrong length, or out of range.
    if (!direction.isForward()
        && (data.length < length || new BigInteger(1, data).compareTo(modulus(by)) >= 0)) {
      throw badCiphertext(by);
    }
  }

  @Override
  byte[] process(Direction direction, VaultKey by, byte[] data) throws VaultException {
    RemoteKey remote = by.remote();
    String algorithm = padding.serviceAlgorithm();
    return switch (direction) {
      case ENCRYPT -> remote.encrypt(algorithm, data, null, null).ciphertext();
      case DECRYPT -> remote.decrypt(algorithm, new RemoteKey.Encrypted(data, null, null), null);
      case WRAP -> remote.wrap(algorithm, data);
      case UNWRAP -> remote.unwrap(algorithm, data);
    };
  }

  /** One message for every cause, so that nobody learns from it what was wrong. */
  @Override
  BadPaddingException badCiphertext(VaultKey by) {
    return new BadPaddingException(
        "The ciphertext was not made with " + transformation() + " and the key " + by);
  }

  @Override
  int outputSize(Direction direction, VaultKey by, int length) {
    return modulusLength(by);
  }

  @Override
  boolean shrinks(Direction direction) {
    return !direction.isForward();
  }

  @Override
  boolean isPossible(Direction direction, VaultKey by, int input, int output) {
    int length = modulusLength(by);
    return direction.isForward() ? output == length : output <= length - padding.overhead();
  }

  /** Zero: RSA is no block cipher, as in the JDK. */
  @Override
  int blockSize() {
    return 0;
  }

  @Override
  byte[] iv() {
    return null;
  }

  @Override
  AlgorithmParameters parameters() {
    OAEPParameterSpec spec = padding.spec();
    return spec == null ? null : JdkParameters.of("OAEP", spec);
  }

  @Override
  Class<? extends AlgorithmParameterSpec> parameterClass() {
    return named == RsaPadding.PKCS1 ? null : OAEPParameterSpec.class;
  }

  private static BigInteger modulus(VaultKey by) {
    return ((RSAKey) by).getModulus();
  }

  private static int modulusLength(VaultKey by) {
    return (modulus(by).bitLength() + 7) / 8;
  }
}
