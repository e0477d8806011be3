package io.vaultjca.conformance.key;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vaultjca.conformance.fixture.TestVault;
import io.vaultjca.conformance.keystore.OpenedVault;
import io.vaultjca.handle.EcPrivateHandle;
import io.vaultjca.handle.KeyHandle;
import io.vaultjca.handle.PrivateHandle;
import io.vaultjca.handle.PublicHandle;
import io.vaultjca.handle.RsaPrivateHandle;
import io.vaultjca.handle.SecretHandle;
import io.vaultjca.provider.AzureKeyVaultProvider;
import io.vaultjca.provider.spec.VaultKeyGenParameterSpec;
import io.vaultjca.provider.spec.VaultKeySpec;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.NotSerializableException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.Key;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
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
import java.security.spec.AlgorithmParameterSpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.List;
import java.util.Locale;
import javax.crypto.SecretKey;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** The promises of the design about handles, with the provider first and last. */
@ResourceLock(TestVault.SHARED)
class HandleTest {
  private static OpenedVault vault;
  private static OpenedVault hsm;
  @TempDir private Path folder;

  /** The position of the provider in the JVM's list. */
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
    hsm =
        OpenedVault.managedHsm("{\"keys\":[{\"name\":\"data\",\"kty\":\"oct-HSM\",\"size\":256}]}");
  }

  @AfterAll
  static void close() {
    vault.close();
    hsm.close();
  }

  @AfterEach
  void unregister() {
    Security.removeProvider("AzureKeyVault");
  }

  private static KeyStore register(Position position) throws Exception {
    register(position, new AzureKeyVaultProvider());
    return vault.open();
  }

  private static void register(Position position, Provider provider) {
    if (position == Position.FIRST) {
      Security.insertProviderAt(provider, 1);
    } else {
      Security.addProvider(provider);
    }
  }

  @ParameterizedTest
  @EnumSource
  void anRsaHandleExposesOnlyItsModulus(Position position) throws Exception {
    KeyStore store = register(position);
    Key key = store.getKey("rsa", null);
    RSAPublicKey certified = (RSAPublicKey) store.getCertificate("rsa").getPublicKey();
    assertThat(key)
        .isInstanceOf(RsaPrivateHandle.class)
        .isInstanceOf(PrivateKey.class)
        .isInstanceOf(RSAKey.class)
        .isNotInstanceOf(RSAPrivateKey.class);
    assertThat(((RSAKey) key).getModulus()).isEqualTo(certified.getModulus());
    assertThat(((RSAKey) key).getParams()).isNull();
    assertThat(key.getAlgorithm()).isEqualTo("RSA").isEqualTo(certified.getAlgorithm());
  }

  @ParameterizedTest
  @EnumSource
  void anEcHandleExposesOnlyItsCurve(Position position) throws Exception {
    KeyStore store = register(position);
    Key key = store.getKey("ec", null);
    ECPublicKey certified = (ECPublicKey) store.getCertificate("ec").getPublicKey();
    assertThat(key)
        .isInstanceOf(EcPrivateHandle.class)
        .isInstanceOf(PrivateKey.class)
        .isInstanceOf(ECKey.class)
        .isNotInstanceOf(ECPrivateKey.class);
    assertThat(((ECKey) key).getParams().getCurve()).isEqualTo(certified.getParams().getCurve());
    assertThat(((ECKey) key).getParams().getOrder()).isEqualTo(certified.getParams().getOrder());
    assertThat(key.getAlgorithm()).isEqualTo("EC").isEqualTo(certified.getAlgorithm());
  }

  /**
   * Since JDK 22 private keys have a method {@code getParams} that returns {@code
   * AlgorithmParameterSpec}; keytool finds the curve with it.
   */
  @ParameterizedTest
  @CsvSource({"rsa", "ec", "k256"})
  void aHandleHasTheParametersMethodOfJdk22(String alias) throws Exception {
    PrivateHandle key = (PrivateHandle) register(Position.LAST).getKey(alias, null);
    AlgorithmParameterSpec known =
        key instanceof ECKey ec ? ec.getParams() : ((RSAKey) key).getParams();
    assertThat(key.getClass().getMethods())
        .filteredOn(method -> method.getName().equals("getParams"))
        .filteredOn(method -> method.getReturnType() == AlgorithmParameterSpec.class)
        .singleElement()
        .satisfies(method -> assertThat(method.invoke(key)).isSameAs(known));
    if (Runtime.version().feature() >= 22) {
      Method asked = Class.forName("java.security.AsymmetricKey").getMethod("getParams");
      for (Key half : List.of(key, key.publicKey())) {
        assertThat(asked.invoke(half)).isSameAs(known);
      }
    }
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
  void handlesCompareByKidAndPrintIt(Position position, String alias) throws Exception {
    PrivateHandle key = (PrivateHandle) register(position).getKey(alias, null);
    PrivateHandle again = (PrivateHandle) anotherView().getKey(alias, null);
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
    PublicHandle handle = ((PrivateHandle) store.getKey(alias, null)).publicKey();
    PublicKey certified = store.getCertificate(alias).getPublicKey();
    assertThat(handle.getFormat()).isEqualTo("X.509");
    assertThat(handle.getEncoded()).isEqualTo(certified.getEncoded());
    boolean rsa = alias.equals("rsa");
    if (rsa) {
      assertThat(((RSAPublicKey) handle).getModulus())
          .isEqualTo(((RSAPublicKey) certified).getModulus());
      assertThat(((RSAPublicKey) handle).getPublicExponent())
          .isEqualTo(((RSAPublicKey) certified).getPublicExponent());
    } else {
      assertThat(((ECPublicKey) handle).getW()).isEqualTo(((ECPublicKey) certified).getW());
    }
    PublicKey translated =
        (PublicKey)
            KeyFactory.getInstance(rsa ? "RSA" : "EC", jdkProvider(alias)).translateKey(handle);
    assertThat(translated).isEqualTo(certified);
    Signature jdk = Signature.getInstance(algorithm(handle), jdkProvider(alias));
    jdk.initVerify(handle);
    jdk.update((byte) 1);
    assertThat(jdk.verify(sign((PrivateKey) store.getKey(alias, null)))).isTrue();
  }

  @ParameterizedTest
  @CsvSource({"FIRST,rsa", "LAST,rsa", "FIRST,ec", "LAST,ec"})
  void aPublicHandleEqualsTheCertificatesKeyInBothDirections(Position position, String alias)
      throws Exception {
    KeyStore store = register(position);
    PublicHandle handle = ((PrivateHandle) store.getKey(alias, null)).publicKey();
    PublicKey certified = store.getCertificate(alias).getPublicKey();
    assertThat(handle).isEqualTo(certified).hasSameHashCodeAs(certified);
    assertThat(certified).isEqualTo(handle);
    assertThat(handle.hashCode()).isEqualTo(handle.hashCode());
    PublicKey other = store.getCertificate(alias.equals("rsa") ? "ec" : "rsa").getPublicKey();
    assertThat(handle).isNotEqualTo(other).isNotEqualTo(null);
    assertThat(((PrivateHandle) store.getKey("k256", null)).publicKey())
        .isNotEqualTo(handle)
        .hasSameHashCodeAs(((PrivateHandle) vault.open().getKey("k256", null)).publicKey());
  }

  @ParameterizedTest
  @CsvSource({"FIRST,rsa", "LAST,rsa", "FIRST,ec", "LAST,ec"})
  void ourProviderUsesAPublicHandleInTheVault(Position position, String alias) throws Exception {
    PrivateKey key = (PrivateKey) register(position).getKey(alias, null);
    byte[] signature = sign(key);
    Signature ours = Signature.getInstance(algorithm(key), "AzureKeyVault");
    ours.initVerify(((PrivateHandle) key).publicKey());
    ours.update((byte) 1);
    vault.server().counters().reset();
    assertThat(ours.verify(signature)).isTrue();
    assertThat(vault.server().counters().byOperation()).hasToString("{keys/verify=1}");
  }

  @ParameterizedTest
  @CsvSource({"FIRST,rsa", "LAST,rsa", "FIRST,ec", "LAST,ec"})
  void aHandleIsImmutable(Position position, String alias) throws Exception {
    PrivateHandle key = (PrivateHandle) register(position).getKey(alias, null);
    for (KeyHandle handle : List.of(key, key.publicKey(), secretHandle())) {
      assertThat(handle.getClass().getDeclaredFields())
          .isNotEmpty()
          // The hash code is cached, as in String.
          .filteredOn(field -> !field.getName().equals("hash"))
          .allMatch(field -> Modifier.isFinal(field.getModifiers()));
    }
    byte[] encoded = key.publicKey().getEncoded();
    encoded[0] = 0;
    assertThat(key.publicKey().getEncoded()).isNotEqualTo(encoded);
  }

  @ParameterizedTest
  @CsvSource({"FIRST,rsa", "LAST,rsa", "FIRST,ec", "LAST,ec"})
  void aRotationDoesNotChangeTheKeyDuringASignature(Position position, String alias)
      throws Exception {
    KeyStore store = register(position);
    String name = alias + "-" + position;
    String seed =
        "{\"certificates\":[{\"name\":\"%s\",\"kty\":\"%s\"}]}"
            .formatted(name, alias.toUpperCase(Locale.ROOT));
    vault.server().seed(seed);
    PrivateKey key = (PrivateKey) store.getKey(name, null);
    PublicKey before = store.getCertificate(name).getPublicKey();
    Signature signature = Signature.getInstance(algorithm(key));
    signature.initSign(key);
    signature.update((byte) 1);
    vault.server().seed(seed);
    assertThat(anotherView().getCertificate(name).getPublicKey()).isNotEqualTo(before);
    signature.update((byte) 2);
    byte[] signed = signature.sign();
    Signature jdk = Signature.getInstance(algorithm(key), jdkProvider(alias));
    jdk.initVerify(before);
    jdk.update(new byte[] {1, 2});
    assertThat(jdk.verify(signed)).isTrue();
  }

  @ParameterizedTest
  @EnumSource
  void aSecretHandleHasNoFormatNoEncodingAndCannotBeSerialised(Position position) throws Exception {
    register(position);
    SecretHandle key = secretHandle();
    assertThat(key).isInstanceOf(SecretKey.class).isNotInstanceOf(PrivateKey.class);
    assertThat(key.getAlgorithm()).isEqualTo("AES");
    assertThat(key.getFormat()).isNull();
    assertThat(key.getEncoded()).isNull();
    assertThat(key)
        .isEqualTo(secretHandle())
        .hasSameHashCodeAs(secretHandle())
        .hasToString(hsm.server().uri() + "/keys/data/" + key.id().version());
    assertThatThrownBy(() -> new ObjectOutputStream(new ByteArrayOutputStream()).writeObject(key))
        .isInstanceOf(NotSerializableException.class)
        .hasMessage("The secret key " + key + " does not leave its vault");
  }

  @ParameterizedTest
  @EnumSource
  void theKeyFactoryAndTheGeneratorsReturnHandles(Position position) throws Exception {
    Path file = Files.write(folder.resolve("f"), vault.file(vault.server().accessToken()));
    register(position, new AzureKeyVaultProvider().configure(file.toString()));
    KeyFactory factory = KeyFactory.getInstance("AzureKeyVault");
    for (String algorithm : List.of("RSA", "EC")) {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("AzureKeyVault" + algorithm);
      generator.initialize(
          VaultKeyGenParameterSpec.builder("made-" + position + "-" + algorithm).build());
      KeyPair made = generator.generateKeyPair();
      assertThat(made.getPrivate()).isInstanceOf(PrivateHandle.class);
      assertThat(made.getPublic())
          .isInstanceOf(PublicHandle.class)
          .isEqualTo(((PrivateHandle) made.getPrivate()).publicKey());
      VaultKeySpec spec = VaultKeySpec.ofKid(made.getPrivate().toString());
      assertThat(factory.generatePrivate(spec)).isEqualTo(made.getPrivate());
      assertThat(factory.generatePublic(spec)).isEqualTo(made.getPublic());
    }
  }

  private static SecretHandle secretHandle() throws Exception {
    return (SecretHandle) hsm.open().getKey("data", null);
  }

  @ParameterizedTest
  @CsvSource({"FIRST,rsa", "LAST,rsa", "FIRST,ec", "LAST,ec"})
  void aSerialisedPublicHandleIsAPlainKey(Position position, String alias) throws Exception {
    PublicHandle handle = ((PrivateHandle) register(position).getKey(alias, null)).publicKey();
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(handle);
    }
    try (ObjectInputStream in =
        new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
      assertThat(in.readObject())
          .isNotInstanceOf(PublicHandle.class)
          .isInstanceOfSatisfying(
              PublicKey.class,
              plain -> assertThat(plain.getEncoded()).isEqualTo(handle.getEncoded()));
    }
  }

  @ParameterizedTest
  @EnumSource
  void aCertificateReturnsThePublicKeyOfTheJdk(Position position) throws Exception {
    KeyStore store = register(position);
    for (String alias : new String[] {"rsa", "ec"}) {
      assertThat(((X509Certificate) store.getCertificate(alias)).getPublicKey().getClass())
          .satisfies(type -> assertThat(type.getName()).startsWith("sun.security."));
    }
  }

  @ParameterizedTest
  @EnumSource
  void theJdksProvidersRefuseAPrivateHandle(Position position) throws Exception {
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
  void aHandleSupportsACurveThatTheJdkDoesNot(Position position) throws Exception {
    EcPrivateHandle key = (EcPrivateHandle) register(position).getKey("k256", null);
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
    Signature signature = Signature.getInstance(algorithm(key));
    signature.initSign(key);
    signature.update((byte) 1);
    return signature.sign();
  }

  private static String algorithm(Key key) {
    return key.getAlgorithm().equals("RSA") ? "SHA256withRSA" : "SHA256withECDSA";
  }

  private static String jdkProvider(String alias) {
    return alias.equals("rsa") ? "SunRsaSign" : "SunEC";
  }

  /** Opens a key store that shares only the connection with those of {@code open()}. */
  private KeyStore anotherView() throws Exception {
    return vault.open("azure.keyvault.refresh-interval=29m");
  }
}
