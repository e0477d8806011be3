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
import java.util.Set;

/**
 * Makes key pairs for {@code keytool -genkeypair}, registered as {@code RSA} and {@code EC} only
 * where {@link Setting#KEYTOOL_GENERATORS} says so.
 *
 * <p>keytool tells a generator no name: it takes the alias that the key store was just asked about
 * on this thread, else {@link Setting#NEW_KEY_NAME}. What it makes is a certificate, since a key
 * that was made alone can never get one.
 */
final class KeytoolKeyPairGenerator extends KeyPairGeneratorSpi {
  private static final Set<Integer> RSA_SIZES = Set.of(2048, 3072, 4096);

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
            ? new NewKey.Shape.Rsa(2048)
            : new NewKey.Shape.Ec(Curve.P_256.serviceName());
  }

  /** Takes a size: of an RSA key, or of the field of a NIST curve. */
  @Override
  public void initialize(int size, SecureRandom random) {
    shape =
        (kind == KeyPairKind.RSA ? rsa(size) : nistCurve(size))
            .orElseThrow(
                () ->
                    new InvalidParameterException(
                        "The vault makes RSA keys of 2048, 3072 or 4096 bits, and EC keys on"
                            + " curves of 256, 384 or 521 bits, not of "
                            + size));
  }

  private static Optional<NewKey.Shape> rsa(int size) {
    return RSA_SIZES.contains(size) ? Optional.of(new NewKey.Shape.Rsa(size)) : Optional.empty();
  }

  private static Optional<NewKey.Shape> nistCurve(int size) {
    return Arrays.stream(Curve.values())
        .filter(curve -> curve.serviceName().equals("P-" + size))
        .findFirst()
        .map(curve -> new NewKey.Shape.Ec(curve.serviceName()));
  }

  /** Takes an {@link ECGenParameterSpec} or {@link RSAKeyGenParameterSpec}. */
  @Override
  public void initialize(AlgorithmParameterSpec parameters, SecureRandom random)
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
                    ("The vault makes no such %s key: it has RSA keys of 2048, 3072 or 4096 bits"
                            + " with the exponent 65537, and the curves secp256r1, secp256k1,"
                            + " secp384r1 and secp521r1")
                        .formatted(kind)));
  }

  /** Has the certificate made, and waits for it. */
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
      throw new ProviderException(RemoteFailure.logged(e).getMessage(), e);
    } catch (IOException | GeneralSecurityException e) {
      throw new ProviderException("The key cannot be made: " + e.getMessage(), e);
    }
  }
}
