package io.vaultjca.conformance.generator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.vaultjca.Setting;
import io.vaultjca.VaultLoadStoreParameter;
import io.vaultjca.conformance.fixture.Bytes;
import io.vaultjca.conformance.fixture.Full;
import io.vaultjca.conformance.fixture.TestVault;
import io.vaultjca.embedded.Fault;
import io.vaultjca.embedded.VaultServer;
import io.vaultjca.handle.EcPrivateHandle;
import io.vaultjca.handle.KeyHandle;
import io.vaultjca.handle.MlDsaPrivateHandle;
import io.vaultjca.handle.RsaPrivateHandle;
import io.vaultjca.handle.SecretHandle;
import io.vaultjca.key.Curve;
import io.vaultjca.key.MlDsaParameterSet;
import io.vaultjca.provider.AzureKeyVaultProvider;
import io.vaultjca.provider.spec.VaultKeyGenParameterSpec;
import io.vaultjca.provider.spec.VaultKeySpec;
import io.vaultjca.vault.KeyBundle;
import io.vaultjca.vault.KeyMaterial;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.InvalidAlgorithmParameterException;
import java.security.InvalidKeyException;
import java.security.InvalidParameterException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.ProviderException;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.interfaces.ECKey;
import java.security.interfaces.RSAKey;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECPublicKeySpec;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.RSAPublicKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import javax.crypto.Cipher;
import javax.crypto.KeyGenerator;
import javax.crypto.SecretKey;
import javax.crypto.SecretKeyFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Generators of keys and random bytes, and the key factories. */
@ResourceLock(TestVault.SHARED)
class GeneratorTest {
  private static final AtomicInteger NUMBER = new AtomicInteger();

  private static final String NEEDS_A_NAME =
      """
       needs the key's name: initialise it with a VaultKeyGenParameterSpec, as \
      VaultKeyGenParameterSpec.builder("NAME").build()""";

  private final TestVault vault = TestVault.vault();
  private final TestVault hsm = TestVault.hsm();
  private final Provider ofVault =
      new AzureKeyVaultProvider().configure(vault.properties().toString());
  private final Provider ofHsm = new AzureKeyVaultProvider().configure(hsm.properties().toString());

  private static String newName() {
    return "generated-" + NUMBER.incrementAndGet();
  }

  @ParameterizedTest
  @ValueSource(ints = {2048, 3072, 4096})
  void makesRsaKeysThatSignAtOnce(int bits) throws Exception {
    assumeThat(bits < 4096 || Full.RUN).as("takes seconds, so it needs -Pfull").isTrue();
    String name = newName();
    KeyPairGenerator generator = KeyPairGenerator.getInstance("AzureKeyVaultRSA", ofVault);
    assertThat(
            vault.requestsOf(
                () ->
                    generator.initialize(
                        VaultKeyGenParameterSpec.builder(name).size(bits).build())))
        .isZero();
    KeyPair[] made = new KeyPair[1];
    assertThat(vault.requestsOf(() -> made[0] = generator.generateKeyPair())).isEqualTo(1);
    assertThat(((KeyHandle) made[0].getPrivate()).id().name()).isEqualTo(name);
    assertThat(((RSAKey) made[0].getPrivate()).getModulus().bitLength()).isEqualTo(bits);
    signs("SHA256withRSA", made[0]);
  }

  @ParameterizedTest
  @EnumSource(Curve.class)
  void makesEllipticCurveKeysThatSignAtOnce(Curve curve) throws Exception {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("AzureKeyVaultEC", ofVault);
    generator.initialize(VaultKeyGenParameterSpec.builder(newName()).curve(curve).build());
    KeyPair pair = generator.generateKeyPair();
    assertThat(((EcPrivateHandle) pair.getPrivate()).curve()).isEqualTo(curve);
    assertThat(((ECKey) pair.getPublic()).getParams()).isSameAs(curve.parameters());
    signs("SHA256withECDSA", pair);
  }

  private Provider ofPreview(TestVault at) throws Exception {
    Path file = at.properties();
    String version = "azure.keyvault.api-version=" + TestVault.PREVIEW + "\n";
    Files.writeString(file, Files.readString(file) + version);
    return new AzureKeyVaultProvider().configure(file.toString());
  }

  @ParameterizedTest
  @EnumSource(MlDsaParameterSet.class)
  void makesMlDsaKeysThatSignAtOnce(MlDsaParameterSet set) throws Exception {
    for (TestVault at : List.of(vault, hsm)) {
      KeyPairGenerator generator =
          KeyPairGenerator.getInstance("AzureKeyVaultMLDSA", ofPreview(at));
      generator.initialize(VaultKeyGenParameterSpec.builder(newName()).parameterSet(set).build());
      KeyPair[] made = new KeyPair[1];
      assertThat(at.requestsOf(() -> made[0] = generator.generateKeyPair())).isEqualTo(1);
      assertThat(((MlDsaPrivateHandle) made[0].getPrivate()).parameterSet()).isEqualTo(set);
      signs(set.standardName(), made[0]);
    }
  }

  @Test
  void sendsEveryAttributeOfAnMlDsaKey() throws Exception {
    String name = newName();
    Instant notBefore = Instant.parse("2026-01-01T00:00:00Z");
    Instant expires = Instant.parse("2096-01-01T00:00:00Z");
    KeyPairGenerator generator =
        KeyPairGenerator.getInstance("AzureKeyVaultMLDSA", ofPreview(vault));
    generator.initialize(
        VaultKeyGenParameterSpec.builder(name)
            .hardware(true)
            .operations("verify")
            .notBefore(notBefore)
            .expires(expires)
            .tag("owner", "Jürgen \"J\" Öz")
            .exportable("{\"version\":\"1.0.0\",\"anyOf\":[]}")
            .build());
    generator.generateKeyPair();
    KeyBundle bundle =
        vault.connect(Map.of(Setting.API_VERSION, TestVault.PREVIEW)).getKey(name, "");
    assertThat(((KeyMaterial.Akp) bundle.material()).algorithm())
        .as("the default of the JDK")
        .isEqualTo("ML-DSA-65");
    assertThat(bundle.attributes().notBefore()).hasValue(notBefore);
    assertThat(bundle.attributes().expires()).hasValue(expires);
    assertThat(vault.service().get("keys/" + name))
        .contains(
            "\"kty\":\"AKP-HSM\"",
            "\"exportable\":true",
            "\"tags\":{\"owner\":\"Jürgen \\\"J\\\" Öz\"}",
            "\"release_policy\":{",
            "\"key_ops\":[\"verify\"]")
        .contains(base64("{\"version\":\"1.0.0\",\"anyOf\":[]}"));
  }

  @Test
  void needsAPreviewVersionForAnMlDsaKey() throws Exception {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("AzureKeyVaultMLDSA", ofVault);
    generator.initialize(VaultKeyGenParameterSpec.builder(newName()).build());
    assertThat(
            vault.requestsOf(
                () ->
                    assertThatThrownBy(generator::generateKeyPair)
                        .isExactlyInstanceOf(ProviderException.class)
                        .hasMessage(
                            """
                            ML-DSA needs a preview of the service's interface: set \
                            azure.keyvault.api-version=2026-07-01-preview; it is 2025-07-01""")))
        .isZero();
  }

  @Test
  void refusesParametersOfAnotherKeyType() throws Exception {
    KeyPairGenerator mlDsa = KeyPairGenerator.getInstance("AzureKeyVaultMLDSA", ofVault);
    assertThatThrownBy(
            () -> mlDsa.initialize(VaultKeyGenParameterSpec.builder("a").size(2048).build()))
        .isExactlyInstanceOf(InvalidAlgorithmParameterException.class)
        .hasMessage("AzureKeyVaultMLDSA takes a parameter set, not a size");
    VaultKeyGenParameterSpec ofASet =
        VaultKeyGenParameterSpec.builder("a").parameterSet(MlDsaParameterSet.ML_DSA_44).build();
    for (String[] other : new String[][] {{"RSA", "size"}, {"EC", "curve"}}) {
      KeyPairGenerator generator =
          KeyPairGenerator.getInstance("AzureKeyVault" + other[0], ofVault);
      assertThatThrownBy(() -> generator.initialize(ofASet))
          .isExactlyInstanceOf(InvalidAlgorithmParameterException.class)
          .hasMessage(
              "AzureKeyVault%s takes a %s, not a parameter set".formatted((Object[]) other));
    }
    assertThatThrownBy(
            () ->
                VaultKeyGenParameterSpec.builder("a")
                    .curve(Curve.P_256)
                    .parameterSet(MlDsaParameterSet.ML_DSA_44)
                    .build())
        .isExactlyInstanceOf(IllegalArgumentException.class)
        .hasMessage("The key a cannot have both a parameter set and a size or a curve");
  }

  @Test
  void findsAnMlDsaKeyAndReturnsItsPublicKey() throws Exception {
    KeyFactory factory = KeyFactory.getInstance("AzureKeyVault", ofPreview(vault));
    PrivateKey key = factory.generatePrivate(VaultKeySpec.ofName("ml-dsa-44"));
    assertThat(key).isEqualTo(vault.privateKey("ml-dsa-44"));
    assertThat(factory.getKeySpec(key, X509EncodedKeySpec.class).getEncoded())
        .isEqualTo(vault.privateKey("ml-dsa-44").publicKey().getEncoded());
    assertThat(factory.getKeySpec(key, VaultKeySpec.class)).hasToString(key.toString());
    assertThatThrownBy(() -> factory.getKeySpec(key, RSAPublicKeySpec.class))
        .isExactlyInstanceOf(InvalidKeySpecException.class);
  }

  /** A second request would make a second version. */
  @ParameterizedTest
  @MethodSource("faultsThatMayHideAKey")
  void sendsNoSecondRequestIfTheFirstMayHaveMadeTheKey(Fault fault, @TempDir Path folder)
      throws Exception {
    try (VaultServer server = VaultServer.start()) {
      KeyPairGenerator generator = generator(server, folder, "web");
      server.faults().inject("keys/create", 1, fault);
      assertThatThrownBy(generator::generateKeyPair)
          .isExactlyInstanceOf(ProviderException.class)
          .hasMessageStartingWith("Creating the key web in " + server.uri() + " failed: ")
          .hasMessageEndingWith(
              """
               It is not known whether it was created: check whether the key web has a new version \
              before you try again, which would create another one.""");
      assertThat(server.counters().requests("keys/create")).isEqualTo(1);
    }
  }

  static List<Fault> faultsThatMayHideAKey() {
    return List.of(
        Fault.reset(),
        Fault.resetInTheMiddle(),
        Fault.truncated(),
        Fault.garbage(),
        Fault.serverError(),
        Fault.unavailable());
  }

  @Test
  void repeatsARequestThatTheVaultThrottled(@TempDir Path folder) throws Exception {
    try (VaultServer server = VaultServer.start()) {
      server.faults().inject("keys/create", 1, Fault.throttled());
      assertThat(generator(server, folder, "web").generateKeyPair()).isNotNull();
      assertThat(server.counters().requests("keys/create")).isEqualTo(2);
    }
  }

  @Test
  void repeatsARequestThatGotNoConnection(@TempDir Path folder) throws Exception {
    KeyPairGenerator generator;
    URI uri;
    try (VaultServer server = VaultServer.start()) {
      uri = server.uri();
      generator = generator(server, folder, "web", "azure.keyvault.max-retries=1");
    }
    assertThatThrownBy(generator::generateKeyPair)
        .isExactlyInstanceOf(ProviderException.class)
        .hasMessageStartingWith("Creating the key web in " + uri + " failed: no connection to ")
        .hasMessageContaining(" after 2 tries in ")
        .hasMessageEndingWith("and that the vault is up.");
  }

  private static KeyPairGenerator generator(
      VaultServer server, Path folder, String name, String... lines) throws Exception {
    Path file = server.writeProperties(folder.resolve("vault.properties"));
    // The server deletes its own certificate file when it closes.
    Path trust = Files.copy(server.caCertificate(), folder.resolve("ca.pem"));
    Files.writeString(
        file,
        Files.readString(file).replace(server.caCertificate().toString(), trust.toString())
            + String.join("\n", lines));
    KeyPairGenerator generator =
        KeyPairGenerator.getInstance(
            "AzureKeyVaultEC", new AzureKeyVaultProvider().configure(file.toString()));
    generator.initialize(VaultKeyGenParameterSpec.builder(name).curve(Curve.P_256).build());
    return generator;
  }

  private void signs(String algorithm, KeyPair pair) throws GeneralSecurityException {
    Signature signature = Signature.getInstance(algorithm, ofVault);
    signature.initSign(pair.getPrivate());
    signature.update(Bytes.of(100));
    byte[] signed = signature.sign();
    signature.initVerify(pair.getPublic());
    signature.update(Bytes.of(100));
    assertThat(signature.verify(signed)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(ints = {128, 192, 256})
  void makesAesKeysThatKnowTheirSize(int bits) throws Exception {
    KeyGenerator generator = KeyGenerator.getInstance("AzureKeyVaultAES", ofHsm);
    generator.init(VaultKeyGenParameterSpec.builder(newName()).size(bits).build());
    SecretHandle key = (SecretHandle) generator.generateKey();
    assertThat(key.size()).hasValue(bits);
    Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding", ofHsm);
    cipher.init(Cipher.ENCRYPT_MODE, key);
    byte[] sealed = cipher.doFinal(Bytes.of(50));
    Cipher back = Cipher.getInstance("AES/GCM/NoPadding", ofHsm);
    back.init(Cipher.DECRYPT_MODE, key, cipher.getParameters());
    assertThat(back.doFinal(sealed)).isEqualTo(Bytes.of(50));
  }

  @Test
  void makesADefaultKeyIfOnlyANameIsGiven() throws Exception {
    KeyPairGenerator rsa = KeyPairGenerator.getInstance("AzureKeyVaultRSA", ofVault);
    rsa.initialize(VaultKeyGenParameterSpec.builder(newName()).build());
    assertThat(((RSAKey) rsa.generateKeyPair().getPrivate()).getModulus().bitLength())
        .isEqualTo(2048);
    KeyPairGenerator ec = KeyPairGenerator.getInstance("AzureKeyVaultEC", ofVault);
    ec.initialize(VaultKeyGenParameterSpec.builder(newName()).build());
    assertThat(((EcPrivateHandle) ec.generateKeyPair().getPrivate()).curve())
        .isEqualTo(Curve.P_256);
    KeyGenerator aes = KeyGenerator.getInstance("AzureKeyVaultAES", ofHsm);
    aes.init(VaultKeyGenParameterSpec.builder(newName()).build());
    assertThat(((SecretHandle) aes.generateKey()).size()).hasValue(256);
  }

  @Test
  void sendsEveryAttributeOfAKey() throws Exception {
    String name = newName();
    Instant notBefore = Instant.parse("2026-01-01T00:00:00Z");
    Instant expires = Instant.parse("2096-01-01T00:00:00Z");
    KeyPairGenerator generator = KeyPairGenerator.getInstance("AzureKeyVaultRSA", ofVault);
    generator.initialize(
        VaultKeyGenParameterSpec.builder(name)
            .hardware(true)
            .operations("sign", "verify")
            .notBefore(notBefore)
            .expires(expires)
            .tag("owner", "payments")
            .exportable("{\"version\":\"1.0.0\",\"anyOf\":[]}")
            .build());
    generator.generateKeyPair();
    KeyBundle bundle = vault.connect(Map.of()).getKey(name, "");
    assertThat(bundle.attributes().notBefore()).hasValue(notBefore);
    assertThat(bundle.attributes().expires()).hasValue(expires);
    // The product does not read these, so the answer of the service shows them.
    assertThat(vault.service().get("keys/" + name))
        .contains(
            "\"kty\":\"RSA-HSM\"",
            "\"exportable\":true",
            "\"tags\":{\"owner\":\"payments\"}",
            "\"release_policy\":{")
        .containsPattern("\"key_ops\":\\[(\"sign\",\"verify\"|\"verify\",\"sign\")\\]")
        .contains(base64("{\"version\":\"1.0.0\",\"anyOf\":[]}"));
  }

  private static String base64(String text) {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void makesANewVersionOfAKeyThatExists() throws Exception {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("AzureKeyVaultEC", ofVault);
    generator.initialize(VaultKeyGenParameterSpec.builder(newName()).build());
    KeyHandle first = (KeyHandle) generator.generateKeyPair().getPrivate();
    KeyHandle second = (KeyHandle) generator.generateKeyPair().getPrivate();
    assertThat(second.id().name()).isEqualTo(first.id().name());
    assertThat(second.id().version()).isNotEqualTo(first.id().version());
  }

  @Test
  void makesKeysInAVaultThatTheProgramChooses() throws Exception {
    java.util.Properties properties = new java.util.Properties();
    try (var reader = java.nio.file.Files.newBufferedReader(vault.properties())) {
      properties.load(reader);
    }
    VaultLoadStoreParameter.Builder parameter =
        VaultLoadStoreParameter.builder(vault.server().uri());
    for (io.vaultjca.Setting setting : io.vaultjca.Setting.values()) {
      if (properties.containsKey(setting.key())) {
        parameter.set(setting, properties.getProperty(setting.key()));
      }
    }
    KeyPairGenerator generator =
        KeyPairGenerator.getInstance("AzureKeyVaultEC", new AzureKeyVaultProvider());
    generator.initialize(VaultKeyGenParameterSpec.builder(newName()).in(parameter.build()).build());
    PrivateKey made = generator.generateKeyPair().getPrivate();
    KeyFactory factory = KeyFactory.getInstance("AzureKeyVault", new AzureKeyVaultProvider());
    assertThat(
            factory.generatePrivate(
                VaultKeySpec.ofName(((KeyHandle) made).id().name()).in(parameter.build())))
        .isEqualTo(made);
  }

  @Test
  void needsAName() throws Exception {
    for (String algorithm : List.of("AzureKeyVaultRSA", "AzureKeyVaultEC")) {
      KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm, ofVault);
      assertThatThrownBy(() -> generator.initialize(2048))
          .isExactlyInstanceOf(InvalidParameterException.class)
          .hasMessage(algorithm + NEEDS_A_NAME);
      assertThatThrownBy(() -> generator.initialize(new ECGenParameterSpec("secp256r1")))
          .isExactlyInstanceOf(InvalidAlgorithmParameterException.class)
          .hasMessage(
              """
              %s takes a VaultKeyGenParameterSpec, which names the key; it was given a \
              java.security.spec.ECGenParameterSpec"""
                  .formatted(algorithm));
      assertThatThrownBy(generator::generateKeyPair)
          .isExactlyInstanceOf(ProviderException.class)
          .hasMessage(algorithm + NEEDS_A_NAME);
    }
    KeyGenerator generator = KeyGenerator.getInstance("AzureKeyVaultAES", ofHsm);
    assertThatThrownBy(() -> generator.init(256))
        .isExactlyInstanceOf(InvalidParameterException.class)
        .hasMessage("AzureKeyVaultAES" + NEEDS_A_NAME);
    assertThatThrownBy(generator::generateKey)
        .isExactlyInstanceOf(ProviderException.class)
        .hasMessage("AzureKeyVaultAES" + NEEDS_A_NAME);
  }

  @Test
  void refusesSizesAndCurvesThatDoNotFit() throws Exception {
    KeyPairGenerator rsa = KeyPairGenerator.getInstance("AzureKeyVaultRSA", ofVault);
    assertThatThrownBy(
            () -> rsa.initialize(VaultKeyGenParameterSpec.builder("a").size(256).build()))
        .isExactlyInstanceOf(InvalidAlgorithmParameterException.class)
        .hasMessage("AzureKeyVaultRSA makes keys of [2048, 3072, 4096] bits, not of 256");
    assertThatThrownBy(
            () -> rsa.initialize(VaultKeyGenParameterSpec.builder("a").curve(Curve.P_256).build()))
        .isExactlyInstanceOf(InvalidAlgorithmParameterException.class)
        .hasMessage("AzureKeyVaultRSA takes a size, not a curve");
    KeyPairGenerator ec = KeyPairGenerator.getInstance("AzureKeyVaultEC", ofVault);
    assertThatThrownBy(
            () -> ec.initialize(VaultKeyGenParameterSpec.builder("a").size(2048).build()))
        .isExactlyInstanceOf(InvalidAlgorithmParameterException.class)
        .hasMessage("AzureKeyVaultEC takes a curve, not a size");
    assertThatThrownBy(() -> VaultKeyGenParameterSpec.builder("a").size(1024))
        .isExactlyInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("of 128, 192 and 256, not of 1024");
    assertThatThrownBy(() -> VaultKeyGenParameterSpec.builder("a_b"))
        .isExactlyInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("'a_b' is not a key name");
    assertThatThrownBy(() -> VaultKeyGenParameterSpec.builder("a").operations("fly"))
        .isExactlyInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "'fly' is not a key operation: use sign, verify, encrypt, decrypt, wrapKey or unwrapKey");
    assertThatThrownBy(
            () ->
                VaultKeyGenParameterSpec.builder("a")
                    .notBefore(Instant.EPOCH.plusSeconds(2))
                    .expires(Instant.EPOCH)
                    .build())
        .isExactlyInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            """
            The key a would expire (1970-01-01T00:00:00Z) before it is valid:\
             1970-01-01T00:00:02Z""");
  }

  @Test
  void reportsTheServicesRefusal() throws Exception {
    String name = newName();
    KeyGenerator generator = KeyGenerator.getInstance("AzureKeyVaultAES", ofHsm);
    generator.init(VaultKeyGenParameterSpec.builder(name).build());
    hsm.server()
        .faults()
        .inject(
            "keys/create",
            1,
            Fault.body(
                400,
                "{\"error\":{\"code\":\"BadParameter\",\"message\":\"Invalid key size: '64'\"}}"));
    assertThatThrownBy(generator::generateKey)
        .isExactlyInstanceOf(ProviderException.class)
        .hasMessageMatching(
            """
            Creating the key %s in %s failed: the Managed HSM answered 400 BadParameter: "Invalid \
            key size: '64'" \\(request id [0-9a-f-]{36}\\)\\."""
                .formatted(name, hsm.server().uri()));
  }

  @Test
  void saysThatNoVaultIsConfigured() throws Exception {
    KeyPairGenerator unconfigured =
        KeyPairGenerator.getInstance("AzureKeyVaultRSA", new AzureKeyVaultProvider());
    unconfigured.initialize(VaultKeyGenParameterSpec.builder("a").build());
    assertThatThrownBy(unconfigured::generateKeyPair)
        .isExactlyInstanceOf(ProviderException.class)
        .hasMessageStartingWith("No vault is configured: set ")
        .hasMessageContaining("azure.keyvault.uri");
  }

  /** The service's answer would name neither the cause nor the remedy. */
  @Test
  void reportsTheNeedForAManagedHsmBeforeARequest() throws Exception {
    String advice =
        """
         needs a Managed HSM, and %s is taken for a Key Vault. Set azure.keyvault.uri to the \
        address of a Managed HSM, or azure.keyvault.type=managed-hsm if this is one by another \
        name"""
            .formatted(vault.server().uri());
    SecureRandom random = SecureRandom.getInstance("AzureManagedHSM", ofVault);
    assertThat(
            vault.requestsOf(
                () -> {
                  // The second call fails likewise.
                  for (int i = 0; i < 2; i++) {
                    assertThatThrownBy(() -> random.nextBytes(new byte[4]))
                        .isExactlyInstanceOf(ProviderException.class)
                        .hasMessage("AzureManagedHSM" + advice);
                  }
                  assertThatThrownBy(() -> random.generateSeed(4))
                      .isExactlyInstanceOf(ProviderException.class)
                      .hasMessage("AzureManagedHSM" + advice);
                }))
        .isZero();
  }

  @Test
  void findsAKeyByNameVersionOrKid() throws Exception {
    KeyFactory factory = KeyFactory.getInstance("AzureKeyVault", ofVault);
    PrivateKey expected = vault.privateKey("rsa-2048");
    String kid = expected.toString();
    String version = ((KeyHandle) expected).id().version();
    for (VaultKeySpec spec :
        List.of(
            VaultKeySpec.ofName("rsa-2048"),
            VaultKeySpec.ofName("rsa-2048", version),
            VaultKeySpec.ofKid(kid),
            VaultKeySpec.ofKid(kid.substring(0, kid.lastIndexOf('/'))))) {
      PrivateKey[] found = new PrivateKey[1];
      factory.generatePrivate(spec);
      assertThat(vault.requestsOf(() -> found[0] = factory.generatePrivate(spec))).isEqualTo(1);
      assertThat(found[0]).isEqualTo(expected).isInstanceOf(RsaPrivateHandle.class);
      assertThat(factory.generatePublic(spec)).isEqualTo(vault.privateKey("rsa-2048").publicKey());
    }
    signs("SHA512withRSA", new KeyPair((PublicKey) null, expected), factory);
  }

  private void signs(String algorithm, KeyPair pair, KeyFactory factory) throws Exception {
    signs(
        algorithm,
        new KeyPair(
            factory.generatePublic(VaultKeySpec.ofKid(pair.getPrivate().toString())),
            pair.getPrivate()));
  }

  @Test
  void findsSymmetricKeysThroughTheSecretKeyFactory() throws Exception {
    SecretKeyFactory factory = SecretKeyFactory.getInstance("AzureKeyVault", ofHsm);
    SecretKey key = factory.generateSecret(VaultKeySpec.ofName("oct-128").ofSize(128));
    assertThat(((SecretHandle) key).size()).hasValue(128);
    VaultKeySpec spec = (VaultKeySpec) factory.getKeySpec(key, VaultKeySpec.class);
    assertThat(spec.size()).hasValue(128);
    assertThat(factory.generateSecret(spec)).isEqualTo(key);
    assertThat(factory.translateKey(key)).isSameAs(key);
    assertThatThrownBy(() -> factory.generateSecret(VaultKeySpec.ofName("hsm-rsa-2048")))
        .isExactlyInstanceOf(InvalidKeySpecException.class)
        .hasMessageContaining("use the KeyFactory AzureKeyVault");
    assertThatThrownBy(
            () ->
                KeyFactory.getInstance("AzureKeyVault", ofHsm)
                    .generatePrivate(VaultKeySpec.ofName("oct-128")))
        .isExactlyInstanceOf(InvalidKeySpecException.class)
        .hasMessageContaining("use the SecretKeyFactory AzureKeyVault");
  }

  @Test
  void returnsThePublicKeyInTheUsualForms() throws Exception {
    KeyFactory factory = KeyFactory.getInstance("AzureKeyVault", ofVault);
    PrivateKey rsa = vault.privateKey("rsa-2048");
    PublicKey plain =
        KeyFactory.getInstance("RSA", "SunRsaSign")
            .generatePublic(factory.getKeySpec(rsa, X509EncodedKeySpec.class));
    assertThat(plain.getEncoded()).isEqualTo(vault.privateKey("rsa-2048").publicKey().getEncoded());
    assertThat(factory.getKeySpec(rsa, RSAPublicKeySpec.class).getModulus())
        .isEqualTo(((RSAKey) rsa).getModulus());
    assertThat(factory.getKeySpec(rsa, VaultKeySpec.class)).hasToString(rsa.toString());
    PrivateKey ec = vault.privateKey("ec-p521");
    PublicKey plainEc =
        KeyFactory.getInstance("EC", "SunEC")
            .generatePublic(factory.getKeySpec(ec, ECPublicKeySpec.class));
    assertThat(plainEc.getEncoded())
        .isEqualTo(vault.privateKey("ec-p521").publicKey().getEncoded());
    assertThatThrownBy(() -> factory.getKeySpec(rsa, PKCS8EncodedKeySpec.class))
        .isExactlyInstanceOf(InvalidKeySpecException.class)
        .hasMessageContaining("a private key does not leave its vault");
    assertThatThrownBy(() -> factory.getKeySpec(plain, X509EncodedKeySpec.class))
        .isExactlyInstanceOf(InvalidKeySpecException.class)
        .hasMessage(
            "The key factory AzureKeyVault takes a key in a vault; it was given a %s"
                .formatted(plain.getClass().getName()));
    assertThat(factory.translateKey(rsa)).isSameAs(rsa);
    assertThatThrownBy(() -> factory.translateKey(plain))
        .isExactlyInstanceOf(InvalidKeyException.class)
        .hasMessage(
            """
            Translation does not put a key into a vault: import the key, and look it up with a \
            VaultKeySpec""");
  }

  @Test
  void saysWhyAKeyIsNotFound() throws Exception {
    KeyFactory factory = KeyFactory.getInstance("AzureKeyVault", ofVault);
    assertThatThrownBy(() -> factory.generatePrivate(VaultKeySpec.ofName("no-such-key")))
        .isExactlyInstanceOf(InvalidKeySpecException.class)
        .hasMessageContaining("no-such-key")
        .hasMessageContaining("404 KeyNotFound");
    assertThatThrownBy(() -> factory.generatePrivate(new X509EncodedKeySpec(new byte[5])))
        .isExactlyInstanceOf(InvalidKeySpecException.class)
        .hasMessageContaining("takes a VaultKeySpec");
    assertThatThrownBy(() -> VaultKeySpec.ofKid("https://localhost/secrets/x"))
        .isExactlyInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            """
            'https://localhost/secrets/x' is not a key identifier: it has the form \
            https://HOST/keys/NAME/VERSION""");
    assertThatThrownBy(() -> VaultKeySpec.ofName("a b"))
        .isExactlyInstanceOf(IllegalArgumentException.class)
        .hasMessage("'a b' is not a key name: a name has 1 to 127 letters, digits and hyphens");
    assertThatThrownBy(() -> VaultKeySpec.ofName("a", "1"))
        .isExactlyInstanceOf(IllegalArgumentException.class)
        .hasMessage("'1' is not a key version: a version has 32 hexadecimal digits");
    assertThatThrownBy(() -> VaultKeySpec.ofName("a").ofSize(100))
        .isExactlyInstanceOf(IllegalArgumentException.class)
        .hasMessage("A symmetric key has 128, 192 or 256 bits, not 100");
  }

  @Test
  void aKidDoesNotDecideWhereATokenIsSent() throws Exception {
    String elsewhere = hsm.privateKey("hsm-rsa-2048").toString();
    KeyFactory factory = KeyFactory.getInstance("AzureKeyVault", ofVault);
    long before = hsm.server().counters().requests();
    assertThatThrownBy(() -> factory.generatePrivate(VaultKeySpec.ofKid(elsewhere)))
        .isExactlyInstanceOf(InvalidKeySpecException.class)
        .hasMessage(
            """
            The key %s cannot be looked up: it is not in the configured vault, %s: say how to open \
            its vault with VaultKeySpec.in"""
                .formatted(elsewhere, vault.server().uri()));
    assertThat(hsm.server().counters().requests()).isEqualTo(before);
  }

  @Test
  void reportsAMistypedAddressInsteadOfUsingThatOfTheKid(@TempDir Path folder) throws Exception {
    Path file = folder.resolve("vault.properties");
    Files.writeString(
        file,
        "azure.keyvault.uri=vault.example.net\nazure.keyvault.access-token=%s"
            .formatted(vault.server().accessToken()));
    Provider provider = new AzureKeyVaultProvider().configure(file.toString());
    KeyFactory factory = KeyFactory.getInstance("AzureKeyVault", provider);
    long before = vault.server().counters().requests();
    VaultKeySpec ofKid = VaultKeySpec.ofKid(vault.server().uri() + "/keys/rsa-2048");
    assertThatThrownBy(() -> factory.generatePublic(ofKid))
        .isExactlyInstanceOf(InvalidKeySpecException.class)
        .hasMessageContaining("azure.keyvault.uri")
        .hasMessageContaining("must have the form https://HOST or https://HOST:PORT");
    assertThat(vault.server().counters().requests()).isEqualTo(before);
  }

  @Test
  void returnsRandomBytesOfTheHsm() throws Exception {
    SecureRandom random = SecureRandom.getInstance("AzureManagedHSM", ofHsm);
    byte[] bytes = new byte[300];
    random.nextBytes(new byte[1]);
    assertThat(hsm.requestsOf(() -> random.nextBytes(bytes))).isEqualTo(3);
    assertThat(hsm.requestsOf(() -> random.nextBytes(new byte[128]))).isEqualTo(1);
    assertThat(hsm.requestsOf(() -> random.nextBytes(new byte[0]))).isZero();
    assertThat(bytes).isNotEqualTo(new byte[300]);
    assertThat(random.generateSeed(20)).hasSize(20).isNotEqualTo(new byte[20]);
    assertThat(random.nextInt(1000)).isBetween(0, 999);
  }

  @Test
  void throwsIfTheHsmReturnsNoRandomBytes() throws Exception {
    SecureRandom random = SecureRandom.getInstance("AzureManagedHSM", ofHsm);
    random.nextBytes(new byte[4]);
    hsm.server().faults().inject("rng", 4, Fault.garbage());
    assertThatThrownBy(() -> random.nextBytes(new byte[4]))
        .isExactlyInstanceOf(ProviderException.class)
        .hasMessageStartingWith("Getting random bytes from " + hsm.server().uri() + " failed: ");
    hsm.server().faults().clear();
    assertThatThrownBy(() -> random.setSeed(new byte[4]))
        .isExactlyInstanceOf(UnsupportedOperationException.class)
        .hasMessageContaining("takes no seed");
    SecureRandom none = SecureRandom.getInstance("AzureManagedHSM", new AzureKeyVaultProvider());
    assertThatThrownBy(() -> none.nextBytes(new byte[4]))
        .isExactlyInstanceOf(ProviderException.class)
        .hasMessageStartingWith("No vault is configured")
        .hasMessageContaining("azure.keyvault.uri");
  }
}
