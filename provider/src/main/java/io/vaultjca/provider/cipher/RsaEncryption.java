package io.vaultjca.provider.cipher;

import io.vaultjca.VaultException;
import io.vaultjca.handle.KeyHandle;
import io.vaultjca.handle.PrivateHandle;
import io.vaultjca.handle.PublicHandle;
import io.vaultjca.vault.RemoteKey;
import java.math.BigInteger;
import java.security.InvalidAlgorithmParameterException;
import java.security.InvalidKeyException;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.security.interfaces.RSAKey;
import java.security.spec.AlgorithmParameterSpec;
import javax.crypto.BadPaddingException;
import javax.crypto.NoSuchPaddingException;
import javax.crypto.spec.OAEPParameterSpec;
import org.jspecify.annotations.Nullable;

/** RSA encryption and key transport (RFC 8017, section 7). */
final class RsaEncryption extends Transformation {
  private static final String OFFERED =
      "it offers RSA/ECB/PKCS1Padding, RSA/ECB/OAEPPadding, RSA/ECB/OAEPWithSHA-1AndMGF1Padding and"
          + " RSA/ECB/OAEPWithSHA-256AndMGF1Padding";

  /** The scheme in the name, or the default without parameters. */
  private final RsaPadding named;

  /** Whether parameters may select another scheme. */
  private final boolean open;

  RsaEncryption(String name, RsaPadding named, boolean open) {
    super(name);
    this.named = named;
    this.open = open;
  }

  /** The JCA uses the short name RSA for all modes and paddings that have no row. */
  @Override
  void checkMode(String mode) throws NoSuchAlgorithmException {
    if (!mode.equalsIgnoreCase("ECB")) {
      throw new NoSuchAlgorithmException(
          "The service does not offer RSA in the mode %s: %s".formatted(mode, OFFERED));
    }
  }

  @Override
  void checkPadding(String padding) throws NoSuchPaddingException {
    throw new NoSuchPaddingException(
        "The service does not offer RSA/ECB/%s: %s".formatted(padding, OFFERED));
  }

  @Override
  @Nullable AlgorithmParameterSpec standardParameters() {
    return named.spec();
  }

  @Override
  CipherOperation start(CipherOperation init, @Nullable SecureRandom random)
      throws InvalidKeyException, InvalidAlgorithmParameterException {
    KeyHandle key = init.key();
    if (!(key instanceof RSAKey)) {
      throw new InvalidKeyException(
          "%s needs an RSA key; %s is of the type %s".formatted(name(), key, key.getAlgorithm()));
    }
    if (init.isForward() && !(key instanceof PublicHandle)) {
      throw new InvalidKeyException(
          "%s encrypts and wraps with a public key; %s is a private one: use its publicKey() or, to sign, the Signature NONEwithRSA"
              .formatted(name(), key));
    }
    if (!init.isForward() && !(key instanceof PrivateHandle)) {
      throw new InvalidKeyException(
          "%s decrypts and unwraps with a private key; %s is a public one".formatted(name(), key));
    }
    return init.with(padding(init.parameters()).spec());
  }

  private RsaPadding padding(@Nullable AlgorithmParameterSpec parameters)
      throws InvalidKeyException, InvalidAlgorithmParameterException {
    if (parameters == null) {
      return named;
    }
    if (parameters.getClass().getSimpleName().equals("TlsRsaPremasterSecretParameterSpec")) {
      // At exactly this exception JSSE falls back to decryption (RFC 5246, section 7.4.7.1).
      throw new InvalidKeyException(
          name() + " in a vault cannot unwrap a TLS premaster secret: decrypt it");
    }
    if (named == RsaPadding.PKCS1 || !(parameters instanceof OAEPParameterSpec spec)) {
      throw new InvalidAlgorithmParameterException(
          "%s takes %s; it was given a %s"
              .formatted(
                  name(),
                  named == RsaPadding.PKCS1 ? "no parameters" : "an OAEPParameterSpec",
                  parameters.getClass().getName()));
    }
    RsaPadding asked = RsaPadding.of(spec);
    if (!open && asked != named) {
      throw new InvalidAlgorithmParameterException(
          "%s has another hash than the parameters: %s"
              .formatted(name(), spec.getDigestAlgorithm()));
    }
    return asked;
  }

  private static RsaPadding padding(CipherOperation operation) {
    return RsaPadding.inUse(operation.parameters());
  }

  @Override
  int mostInput(CipherOperation operation, int additionalData) {
    int length = modulusLength(operation.key());
    return operation.isForward() ? length - padding(operation).overhead() : length;
  }

  @Override
  String adviceForMore() {
    return "";
  }

  @Override
  void check(CipherOperation operation, byte[] data) throws BadPaddingException {
    KeyHandle key = operation.key();
    // RFC 8017, sections 7.1.2 and 7.2.2: the wrong length, or out of range.
    if (!operation.isForward()
        && (data.length < modulusLength(key)
            || new BigInteger(1, data).compareTo(modulus(key)) >= 0)) {
      throw badCiphertext(key);
    }
  }

  @Override
  CipherAnswer send(CipherRequest request) throws VaultException {
    CipherOperation operation = request.operation();
    RemoteKey remote = request.key().remote();
    String algorithm = padding(operation).serviceAlgorithm();
    byte[] data = request.data();
    byte[] output =
        switch (operation.direction()) {
          case ENCRYPT -> remote.encrypt(algorithm, data, null, null).ciphertext();
          case DECRYPT ->
              remote.decrypt(algorithm, new RemoteKey.Encrypted(data, null, null), null);
          case WRAP -> remote.wrap(algorithm, data);
          case UNWRAP -> remote.unwrap(algorithm, data);
        };
    return new CipherAnswer(output, operation.parameters());
  }

  @Override
  BadPaddingException badCiphertext(KeyHandle key) {
    String otherMgf1 =
        named == RsaPadding.OAEP_SHA_256
            ? """
            . Here its MGF1 has SHA-256, too. In SunJCE, which gets the public key where this \
            provider is neither named nor first, MGF1 has SHA-1, unless the program that encrypts \
            or wraps passes init an OAEPParameterSpec("SHA-256", "MGF1", MGF1ParameterSpec.SHA256, \
            PSource.PSpecified.DEFAULT)"""
            : "";
    return new BadPaddingException(
        "The ciphertext was not made with %s and the key %s%s".formatted(name(), key, otherMgf1));
  }

  @Override
  int outputSize(CipherOperation operation, int length) {
    return modulusLength(operation.key());
  }

  @Override
  boolean shrinks(Direction direction) {
    return !direction.isForward();
  }

  @Override
  boolean isPossible(CipherOperation operation, int input, int output) {
    int length = modulusLength(operation.key());
    return operation.isForward()
        ? output == length
        : output <= length - padding(operation).overhead();
  }

  /** As in the JDK, zero: RSA is not a block cipher. */
  @Override
  int blockSize() {
    return 0;
  }

  @Override
  @Nullable Class<? extends AlgorithmParameterSpec> parameterClass() {
    return named == RsaPadding.PKCS1 ? null : OAEPParameterSpec.class;
  }

  private static BigInteger modulus(KeyHandle key) {
    return ((RSAKey) key).getModulus();
  }

  private static int modulusLength(KeyHandle key) {
    return (modulus(key).bitLength() + 7) / 8;
  }
}
