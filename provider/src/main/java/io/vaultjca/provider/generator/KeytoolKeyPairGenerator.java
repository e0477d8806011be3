package io.vaultjca.provider.generator;

import io.vaultjca.Setting;
import io.vaultjca.VaultException;
import io.vaultjca.config.VaultConfig;
import io.vaultjca.handle.Handles;
import io.vaultjca.handle.PrivateHandle;
import io.vaultjca.key.Curve;
import io.vaultjca.keystore.ConfiguredVault;
import io.vaultjca.keystore.LastMissedAlias;
import io.vaultjca.keystore.MissedAlias;
import io.vaultjca.management.NewKey;
import io.vaultjca.management.VaultManagement;
import io.vaultjca.provider.remote.RemoteFailure;
import io.vaultjca.vault.CertificateBundle;
import io.vaultjca.vault.Vault;
import io.vaultjca.vault.VaultConnections;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.InvalidAlgorithmParameterException;
import java.security.InvalidParameterException;
import java.security.KeyPair;
import java.security.KeyPairGeneratorSpi;
import java.security.ProviderException;
import java.security.SecureRandom;
import java.security.cert.CertificateFactory;
import java.security.spec.AlgorithmParameterSpec;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.RSAKeyGenParameterSpec;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Creates key pairs for {@code keytool -genkeypair}. {@link Setting#KEYTOOL_GENERATORS} registers
 * it as {@code RSA} and {@code EC}.
 *
 * <p>keytool does not pass the key's name. The generator uses the alias that the key store just
 * failed to find on this thread, otherwise {@link Setting#NEW_KEY_NAME}. It creates a certificate,
 * because the service cannot add one to an existing key.
 */
final class KeytoolKeyPairGenerator extends KeyPairGeneratorSpi {
  private final ConfiguredVault configured;
  private final LastMissedAlias missed;
  private final KeyPairKind kind;
  private NewKey.Shape shape;

  KeytoolKeyPairGenerator(ConfiguredVault configured, LastMissedAlias missed, KeyPairKind kind) {
    this.configured = configured;
    this.missed = missed;
    this.kind = kind;
    this.shape =
        kind == KeyPairKind.RSA
            ? new NewKey.Shape.Rsa(KeyPairKind.RSA_DEFAULT_SIZE)
            : new NewKey.Shape.Ec(Curve.P_256.serviceName());
  }

  /** Sets the size of an RSA key or of a NIST curve, in bits. */
  @Override
  public void initialize(int size, @Nullable SecureRandom random) {
    shape =
        (kind == KeyPairKind.RSA ? rsa(size) : nistCurve(size))
            .orElseThrow(
                () ->
                    new InvalidParameterException(
                        "The vault makes RSA keys of 2048, 3072 or 4096 bits, and EC keys on curves of 256, 384 or 521 bits, not of %s"
                            .formatted(size)));
  }

  private static Optional<NewKey.Shape> rsa(int size) {
    return KeyPairKind.RSA_SIZES.contains(size)
        ? Optional.of(new NewKey.Shape.Rsa(size))
        : Optional.empty();
  }

  private static Optional<NewKey.Shape> nistCurve(int size) {
    return Arrays.stream(Curve.values())
        .filter(curve -> curve.serviceName().equals("P-" + size))
        .findFirst()
        .map(curve -> new NewKey.Shape.Ec(curve.serviceName()));
  }

  /** Takes an {@link ECGenParameterSpec} or {@link RSAKeyGenParameterSpec}. */
  @Override
  public void initialize(@Nullable AlgorithmParameterSpec parameters, @Nullable SecureRandom random)
      throws InvalidAlgorithmParameterException {
    Optional<NewKey.Shape> wanted = Optional.empty();
    if (kind == KeyPairKind.EC && parameters instanceof ECGenParameterSpec named) {
      wanted =
          Arrays.stream(Curve.values())
              .filter(curve -> curve.standardName().equals(named.getName()))
              .findFirst()
              .map(curve -> new NewKey.Shape.Ec(curve.serviceName()));
    } else if (kind == KeyPairKind.RSA
        && parameters instanceof RSAKeyGenParameterSpec rsa
        && RSAKeyGenParameterSpec.F4.equals(rsa.getPublicExponent())) {
      wanted = rsa(rsa.getKeysize());
    }
    shape =
        wanted.orElseThrow(
            () ->
                new InvalidAlgorithmParameterException(
                    """
                    The vault cannot make this %s key: it makes RSA keys of 2048, 3072 or 4096 bits \
                    with the exponent 65537, and EC keys on secp256r1, secp256k1, secp384r1 and \
                    secp521r1"""
                        .formatted(kind)));
  }

  /** Creates the certificate, and waits for it. */
  @Override
  public KeyPair generateKeyPair() {
    try {
      Optional<MissedAlias> asked = missed.take();
      VaultConfig config = asked.isPresent() ? asked.get().config() : configured.read();
      String name =
          asked
              .map(MissedAlias::newName)
              .or(() -> config.view().newKeyName())
              .orElseThrow(
                  () ->
                      new ProviderException(
                          "The new key needs a name: set " + Setting.NEW_KEY_NAME.key()));
      Vault vault = VaultConnections.to(config);
      CertificateBundle made =
          new VaultManagement(vault).createCertificate(name, "CN=" + name, shape);
      PrivateHandle key =
          Handles.privateHandle(
              vault.key(made.keyId()),
              CertificateFactory.getInstance("X.509", "SUN")
                  .generateCertificate(new ByteArrayInputStream(made.encoded()))
                  .getPublicKey());
      return new KeyPair(key.publicKey(), key);
    } catch (VaultException e) {
      throw RemoteFailure.unchecked(e);
    } catch (IOException | GeneralSecurityException e) {
      throw new ProviderException("The key cannot be made: " + e.getMessage(), e);
    }
  }
}
