package io.vaultjca.conformance.key;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vaultjca.conformance.keystore.OpenedVault;
import io.vaultjca.key.VaultEcPrivateKey;
import io.vaultjca.key.VaultPrivateKey;
import io.vaultjca.key.VaultPublicKey;
import io.vaultjca.key.VaultRsaPrivateKey;
import io.vaultjca.provider.AzureKeyVaultProvider;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.NotSerializableException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.math.BigInteger;
import java.security.Key;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.PublicKey;
import java.security.Security;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECKey;
import java.security.interfaces.ECPrivateKey;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAKey;
import java.security.interfaces.RSAPrivateKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.X509EncodedKeySpec;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What the design says of handles, statement by statement, with the provider first and last. */
class HandleTest {
  private static OpenedVault vault;

  /** Where the provider stands in the JVM's list. */
  enum Position {
    FIRST,
    LAST
  }

  @BeforeAll
  static void fill() {
    vault =
        OpenedVault.with(
            """
            {"certificates":[{"name":"rsa","kty":"RSA"},{"name":"ec","kty":"EC","crv":"P-384"}],
             "keys":[{"name":"k256","kty":"EC","crv":"P-256K"}]}
            """);
  }

  @AfterAll
  static void close() {
    vault.close();
  }

  @AfterEach
  void unregister() {
    Security.removeProvider("AzureKeyVault");
  }

  private static KeyStore register(Position position) throws Exception {
    Provider provider = new AzureKeyVaultProvider();
    if (position == Position.FIRST) {
      Security.insertProviderAt(provider, 1);
    } else {
      Security.addProvider(provider);
    }
    return vault.open();
  }

  @ParameterizedTest
  @EnumSource
  void anRsaHandleTellsItsSizeAndNothingElse(Position position) throws Exception {
    KeyStore store = register(position);
    Key key = store.getKey("rsa", null);
    RSAPublicKey certified = (RSAPublicKey) store.getCertificate("rsa").getPublicKey();
    assertThat(key)
        .isInstanceOf(VaultRsaPrivateKey.class)
        .isInstanceOf(PrivateKey.class)
        .isInstanceOf(RSAKey.class)
        .isNotInstanceOf(RSAPrivateKey.class);
    assertThat(((RSAKey) key).getModulus()).isEqualTo(certified.getModulus());
    assertThat(((RSAKey) key).getParams()).isNull();
    assertThat(key.getAlgorithm()).isEqualTo("RSA").isEqualTo(certified.getAlgorithm());
  }

  @ParameterizedTest
  @EnumSource
  void anEcHandleTellsItsCurveAndNothingElse(Position position) throws Exception {
    KeyStore store = register(position);
    Key key = store.getKey("ec", null);
    ECPublicKey certified = (ECPublicKey) store.getCertificate("ec").getPublicKey();
    assertThat(key)
        .isInstanceOf(VaultEcPrivateKey.class)
        .isInstanceOf(PrivateKey.class)
        .isInstanceOf(ECKey.class)
        .isNotInstanceOf(ECPrivateKey.class);
    assertThat(((ECKey) key).getParams().getCurve()).isEqualTo(certified.getParams().getCurve());
    assertThat(((ECKey) key).getParams().getOrder()).isEqualTo(certified.getParams().getOrder());
    assertThat(key.getAlgorithm()).isEqualTo("EC").isEqualTo(certified.getAlgorithm());
  }

  @ParameterizedTest
  @CsvSource({"FIRST,rsa", "LAST,rsa", "FIRST,ec", "LAST,ec"})
  void aPrivateHandleHasNoFormatNoEncodingAndCannotBeSerialised(Position position, String alias)
      throws Exception {
    Key key = register(position).getKey(alias, null);
    assertThat(key.getFormat()).isNull();
    assertThat(key.getEncoded()).isNull();
    assertThatThrownBy(() -> new ObjectOutputStream(new ByteArrayOutputStream()).writeObject(key))
        .isInstanceOf(NotSerializableException.class)
        .hasMessage("The private key " + key + " does not leave its vault");
  }

  @ParameterizedTest
  @CsvSource({"FIRST,rsa", "LAST,rsa", "FIRST,ec", "LAST,ec"})
  void handlesAreEqualByKidAndPrintIt(Position position, String alias) throws Exception {
    VaultPrivateKey key = (VaultPrivateKey) register(position).getKey(alias, null);
    VaultPrivateKey again = (VaultPrivateKey) vault.open().getKey(alias, null);
    assertThat(again).isNotSameAs(key).isEqualTo(key).hasSameHashCodeAs(key);
    assertThat(key).hasToString(vault.server().uri() + "/keys/" + alias + "/" + key.id().version());
    assertThat(key.id().version()).matches("[0-9a-f]{32}");
    assertThat(key).isNotEqualTo(key.publicKey());
    assertThat(key.publicKey()).isEqualTo(again.publicKey()).isNotEqualTo(key);
  }

  @ParameterizedTest
  @CsvSource({"FIRST,rsa", "LAST,rsa", "FIRST,ec", "LAST,ec"})
  void aPublicHandleIsACompleteKeyThatEveryProviderCanUse(Position position, String alias)
      throws Exception {
    KeyStore store = register(position);
    VaultPublicKey handle = ((VaultPrivateKey) store.getKey(alias, null)).publicKey();
    PublicKey certified = store.getCertificate(alias).getPublicKey();
    assertThat(handle.getFormat()).isEqualTo("X.509");
    assertThat(handle.getEncoded()).isEqualTo(certified.getEncoded());
    boolean rsa = alias.equals("rsa");
    PublicKey translated =
        (PublicKey)
            KeyFactory.getInstance(rsa ? "RSA" : "EC", rsa ? "SunRsaSign" : "SunEC")
                .translateKey(handle);
    assertThat(translated).isEqualTo(certified);
    Signature jdk =
        Signature.getInstance(
            rsa ? "SHA256withRSA" : "SHA256withECDSA", rsa ? "SunRsaSign" : "SunEC");
    jdk.initVerify(handle);
    jdk.update((byte) 1);
    assertThat(jdk.verify(sign((PrivateKey) store.getKey(alias, null)))).isTrue();
  }

  @ParameterizedTest
  @CsvSource({"FIRST,rsa", "LAST,rsa", "FIRST,ec", "LAST,ec"})
  void aPublicHandleEqualsTheCertificatesKeyInBothDirections(Position position, String alias)
      throws Exception {
    KeyStore store = register(position);
    VaultPublicKey handle = ((VaultPrivateKey) store.getKey(alias, null)).publicKey();
    PublicKey certified = store.getCertificate(alias).getPublicKey();
    assertThat(handle).isEqualTo(certified).hasSameHashCodeAs(certified);
    assertThat(certified).isEqualTo(handle);
    assertThat(handle.hashCode()).isEqualTo(handle.hashCode());
    PublicKey other = store.getCertificate(alias.equals("rsa") ? "ec" : "rsa").getPublicKey();
    assertThat(handle).isNotEqualTo(other).isNotEqualTo(null);
    assertThat(((VaultPrivateKey) store.getKey("k256", null)).publicKey())
        .isNotEqualTo(handle)
        .hasSameHashCodeAs(((VaultPrivateKey) vault.open().getKey("k256", null)).publicKey());
  }

  @ParameterizedTest
  @CsvSource({"FIRST,rsa", "LAST,rsa", "FIRST,ec", "LAST,ec"})
  void aSerialisedPublicHandleIsAPlainKey(Position position, String alias) throws Exception {
    VaultPublicKey handle = ((VaultPrivateKey) register(position).getKey(alias, null)).publicKey();
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(handle);
    }
    try (ObjectInputStream in =
        new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
      assertThat(in.readObject())
          .isNotInstanceOf(VaultPublicKey.class)
          .isInstanceOfSatisfying(
              PublicKey.class,
              plain -> assertThat(plain.getEncoded()).isEqualTo(handle.getEncoded()));
    }
  }

  @ParameterizedTest
  @EnumSource
  void aCertificateKeepsTheJdksOwnKey(Position position) throws Exception {
    KeyStore store = register(position);
    for (String alias : new String[] {"rsa", "ec"}) {
      assertThat(((X509Certificate) store.getCertificate(alias)).getPublicKey().getClass())
          .satisfies(type -> assertThat(type.getName()).startsWith("sun.security."));
    }
  }

  @ParameterizedTest
  @EnumSource
  void theJdksProvidersDoNotTakeAPrivateHandle(Position position) throws Exception {
    KeyStore store = register(position);
    for (String alias : new String[] {"rsa", "ec"}) {
      PrivateKey key = (PrivateKey) store.getKey(alias, null);
      Signature signature =
          Signature.getInstance(alias.equals("rsa") ? "SHA256withRSA" : "SHA256withECDSA");
      signature.initSign(key);
      assertThat(signature.getProvider().getName()).isEqualTo("AzureKeyVault");
    }
  }

  @ParameterizedTest
  @EnumSource
  void aHandleKnowsTheCurveThatTheJdkDoesNot(Position position) throws Exception {
    VaultEcPrivateKey key = (VaultEcPrivateKey) register(position).getKey("k256", null);
    assertThat(key.getParams().getOrder())
        .isEqualTo(
            new BigInteger("fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141", 16));
    org.bouncycastle.asn1.x509.SubjectPublicKeyInfo info =
        org.bouncycastle.asn1.x509.SubjectPublicKeyInfo.getInstance(key.publicKey().getEncoded());
    org.bouncycastle.crypto.params.ECPublicKeyParameters parameters =
        (org.bouncycastle.crypto.params.ECPublicKeyParameters)
            org.bouncycastle.crypto.util.PublicKeyFactory.createKey(info);
    assertThat(parameters.getQ().normalize().getAffineXCoord().toBigInteger())
        .isEqualTo(key.publicKey().getW().getAffineX());
    assertThat(new X509EncodedKeySpec(key.publicKey().getEncoded()).getFormat()).isEqualTo("X.509");
  }

  private static byte[] sign(PrivateKey key) throws Exception {
    Signature signature =
        Signature.getInstance(
            key.getAlgorithm().equals("RSA") ? "SHA256withRSA" : "SHA256withECDSA");
    signature.initSign(key);
    signature.update((byte) 1);
    return signature.sign();
  }
}
