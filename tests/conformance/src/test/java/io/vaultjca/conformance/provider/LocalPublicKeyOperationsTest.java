package io.vaultjca.conformance.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vaultjca.Setting;
import io.vaultjca.conformance.fixture.Bytes;
import io.vaultjca.conformance.fixture.Full;
import io.vaultjca.conformance.fixture.TestVault;
import io.vaultjca.handle.PrivateHandle;
import io.vaultjca.provider.AzureKeyVaultProvider;
import io.vaultjca.provider.table.KeyClasses;
import io.vaultjca.provider.table.ServiceRow;
import io.vaultjca.provider.table.ServiceTable;
import io.vaultjca.vault.Vault;
import java.security.InvalidKeyException;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.PublicKey;
import java.security.Signature;
import java.security.SignatureException;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** {@code public-key-operations=local}: verify, encrypt and wrap without a request. */
@ResourceLock(TestVault.SHARED)
class LocalPublicKeyOperationsTest {
  private static final Vault LOCAL =
      TestVault.vault()
          .connect(
              Map.of(
                  Setting.PUBLIC_KEY_OPERATIONS, "local", Setting.API_VERSION, TestVault.PREVIEW));

  private static final Vault LOCAL_HSM =
      TestVault.hsm().connect(Map.of(Setting.PUBLIC_KEY_OPERATIONS, "local"));

  private static final byte[] MESSAGE = Bytes.of(77);

  private final Provider provider = new AzureKeyVaultProvider();

  private static Stream<String> keys(ServiceRow row) {
    return switch (row.keys()) {
      case RSA -> Stream.of("rsa-2048");
      // All curves with one digest; with -Pfull with each.
      case EC ->
          Full.RUN || row.name().startsWith("SHA256")
              ? Stream.of("ec-p256", "ec-p256k", "ec-p384", "ec-p521")
              : Stream.of("ec-p256");
      default ->
          Stream.of(
              row.name().equals("ML-DSA") ? "ml-dsa-65" : row.name().toLowerCase(Locale.ROOT));
    };
  }

  static Stream<Arguments> signatures() {
    return ServiceTable.rows().stream()
        .filter(row -> row.type().equals("Signature"))
        .flatMap(row -> keys(row).map(key -> Arguments.of(row, key)));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("signatures")
  void verifiesWithoutARequest(ServiceRow row, String name) throws Exception {
    PrivateHandle key = (PrivateHandle) TestVault.handle(LOCAL, name);
    byte[] message = Bytes.of(row.name().startsWith("NONE") ? 64 : 33);
    Signature signature = Signature.getInstance(row.name(), provider);
    signature.initSign(key);
    setParameters(signature, row);
    signature.update(message);
    byte[] signed = signature.sign();
    assertThat(
            TestVault.vault()
                .requestsOf(
                    () -> {
                      signature.initVerify(key.publicKey());
                      setParameters(signature, row);
                      signature.update(message);
                      assertThat(signature.verify(signed)).isTrue();
                      signature.initVerify(key.publicKey());
                      signature.update(Bytes.flipped(message, 0));
                      assertThat(signature.verify(signed)).isFalse();
                      signature.initVerify(key.publicKey());
                      signature.update(message);
                      assertThat(accepts(signature, Bytes.flipped(signed, signed.length - 1)))
                          .isFalse();
                    }))
        .isZero();
  }

  static Stream<ServiceRow> signaturesOfADigestInfo() {
    return ServiceTable.rows().stream().filter(row -> row.serviceAlgorithm().equals("RSNULL"));
  }

  /** The JVM verifies even what the service has no algorithm for. */
  @ParameterizedTest(name = "{0}")
  @MethodSource("signaturesOfADigestInfo")
  void verifiesADigestInfoSignatureWithAManagedHsmKey(ServiceRow row) throws Exception {
    String name = "hsm-rsa-known-2048";
    byte[] signed = signedElsewhere(row.name(), null, name);
    PublicKey key = ((PrivateHandle) TestVault.handle(LOCAL_HSM, name)).publicKey();
    Signature signature = Signature.getInstance(row.name(), provider);
    assertThat(
            TestVault.hsm()
                .requestsOf(
                    () -> {
                      signature.initVerify(key);
                      signature.update(MESSAGE);
                      assertThat(signature.verify(signed)).isTrue();
                      signature.update(Bytes.of(33));
                      assertThat(signature.verify(signed)).isFalse();
                    }))
        .isZero();
  }

  static Stream<PSSParameterSpec> pssThatTheServiceLacks() {
    return Stream.of(
        new PSSParameterSpec("SHA-256", "MGF1", MGF1ParameterSpec.SHA256, 20, 1),
        new PSSParameterSpec("SHA-512", "MGF1", MGF1ParameterSpec.SHA1, 0, 1),
        new PSSParameterSpec("SHA-1", "MGF1", MGF1ParameterSpec.SHA1, 20, 1));
  }

  @ParameterizedTest
  @MethodSource("pssThatTheServiceLacks")
  void verifiesPssWithParametersThatTheServiceLacks(PSSParameterSpec parameters) throws Exception {
    for (boolean managedHsm : new boolean[] {false, true}) {
      String name = managedHsm ? "hsm-rsa-known-2048" : "rsa-known-2048";
      TestVault of = managedHsm ? TestVault.hsm() : TestVault.vault();
      PrivateHandle key = (PrivateHandle) TestVault.handle(managedHsm ? LOCAL_HSM : LOCAL, name);
      byte[] signed = signedElsewhere("RSASSA-PSS", parameters, name);
      Signature before = Signature.getInstance("RSASSA-PSS", provider);
      Signature after = Signature.getInstance("RSASSA-PSS", provider);
      assertThat(
              of.requestsOf(
                  () -> {
                    before.setParameter(parameters);
                    before.initVerify(key.publicKey());
                    before.update(MESSAGE);
                    assertThat(before.verify(signed)).isTrue();
                    after.initVerify(key.publicKey());
                    after.setParameter(parameters);
                    after.update(MESSAGE);
                    assertThat(after.verify(signed)).isTrue();
                    after.update(Bytes.of(33));
                    assertThat(after.verify(signed)).isFalse();
                  }))
          .isZero();
      assertThatThrownBy(() -> before.initSign(key))
          .isExactlyInstanceOf(InvalidKeyException.class)
          .hasMessageContaining("cannot be used with these parameters");
      assertThatThrownBy(() -> after.initVerify(of.privateKey(name).publicKey()))
          .isExactlyInstanceOf(InvalidKeyException.class)
          .hasMessageContaining("cannot be used with these parameters");
    }
  }

  private static byte[] signedElsewhere(String algorithm, PSSParameterSpec parameters, String name)
      throws Exception {
    TestVault of = name.startsWith("hsm-") ? TestVault.hsm() : TestVault.vault();
    Signature jdk = Signature.getInstance(algorithm, "SunRsaSign");
    if (parameters != null) {
      jdk.setParameter(parameters);
    }
    jdk.initSign((PrivateKey) of.known(name));
    jdk.update(MESSAGE);
    return jdk.sign();
  }

  private static boolean accepts(Signature signature, byte[] signed) {
    try {
      return signature.verify(signed);
    } catch (SignatureException malformed) {
      return false;
    }
  }

  private static void setParameters(Signature signature, ServiceRow row) throws Exception {
    if (row.name().equals("RSASSA-PSS") || row.name().equals("NONEwithRSASSA-PSS")) {
      signature.setParameter(
          new PSSParameterSpec("SHA-512", "MGF1", MGF1ParameterSpec.SHA512, 64, 1));
    }
  }

  static List<String> ciphers() {
    return ServiceTable.rows().stream()
        .filter(row -> row.type().equals("Cipher") && row.keys() == KeyClasses.RSA)
        .map(ServiceRow::name)
        .toList();
  }

  @ParameterizedTest
  @MethodSource("ciphers")
  void encryptsAndWrapsWithoutARequest(String transformation) throws Exception {
    PrivateHandle key = (PrivateHandle) TestVault.handle(LOCAL, "rsa-2048");
    Cipher cipher = Cipher.getInstance(transformation, provider);
    byte[][] made = new byte[2][];
    SecretKey secret = new SecretKeySpec(Bytes.of(32), "AES");
    assertThat(
            TestVault.vault()
                .requestsOf(
                    () -> {
                      cipher.init(Cipher.ENCRYPT_MODE, key.publicKey());
                      made[0] = cipher.doFinal(Bytes.of(40));
                      cipher.init(Cipher.WRAP_MODE, key.publicKey());
                      made[1] = cipher.wrap(secret);
                    }))
        .isZero();
    // The vault decrypts it: the JVM encrypted as the service would, including MGF1's hash.
    cipher.init(Cipher.DECRYPT_MODE, key);
    assertThat(cipher.doFinal(made[0])).isEqualTo(Bytes.of(40));
    cipher.init(Cipher.UNWRAP_MODE, key);
    assertThat(cipher.unwrap(made[1], "AES", Cipher.SECRET_KEY)).isEqualTo(secret);
  }

  @Test
  void aKeyOfTheWrongTypeIsStillRefused() throws Exception {
    PrivateHandle key = (PrivateHandle) TestVault.handle(LOCAL, "ec-p256");
    Signature signature = Signature.getInstance("SHA256withRSA", provider);
    assertThatThrownBy(() -> signature.initVerify(key.publicKey()))
        .isExactlyInstanceOf(InvalidKeyException.class)
        .hasMessageContaining("needs an RSA key");
  }
}
