package io.vaultjca.conformance.signature;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vaultjca.Setting;
import io.vaultjca.conformance.fixture.Bytes;
import io.vaultjca.conformance.fixture.Gateway;
import io.vaultjca.conformance.fixture.KeyStoreFile;
import io.vaultjca.conformance.fixture.Position;
import io.vaultjca.conformance.fixture.TestVault;
import io.vaultjca.conformance.keystore.OpenedVault;
import io.vaultjca.embedded.Fault;
import io.vaultjca.embedded.VaultServer;
import io.vaultjca.embedded.http.Request;
import io.vaultjca.handle.Handles;
import io.vaultjca.handle.MlDsaPrivateHandle;
import io.vaultjca.handle.PrivateHandle;
import io.vaultjca.key.MlDsaParameterSet;
import io.vaultjca.provider.AzureKeyVaultProvider;
import io.vaultjca.provider.spec.MlDsaContextParameterSpec;
import io.vaultjca.vault.Vault;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.NotSerializableException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.InvalidAlgorithmParameterException;
import java.security.InvalidKeyException;
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
import java.security.SignatureException;
import java.security.spec.AlgorithmParameterSpec;
import java.security.spec.NamedParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.jcajce.interfaces.MLDSAPublicKey;
import org.bouncycastle.jcajce.spec.ContextParameterSpec;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Behaviour that only ML-DSA has; {@link SignatureConformanceTest} covers the rest. */
@ResourceLock(TestVault.SHARED)
class MlDsaTest {
  private static final Provider BOUNCY_CASTLE = new BouncyCastleProvider();
  private static final byte[] MESSAGE = Bytes.of(77);
  private static final byte[] CONTEXT = "an invoice".getBytes(StandardCharsets.UTF_8);

  private final TestVault vault = TestVault.vault();
  private final Provider provider = new AzureKeyVaultProvider();

  static KeyPair ofBouncyCastle(String algorithm) throws GeneralSecurityException {
    return KeyPairGenerator.getInstance(algorithm, BOUNCY_CASTLE).generateKeyPair();
  }

  private MlDsaPrivateHandle key(MlDsaParameterSet set) {
    return (MlDsaPrivateHandle) vault.privateKey(name(set));
  }

  private static String name(MlDsaParameterSet set) {
    return set.standardName().toLowerCase(java.util.Locale.ROOT);
  }

  private byte[] sign(PrivateKey key, AlgorithmParameterSpec parameters, byte[] message)
      throws GeneralSecurityException {
    Signature signature = Signature.getInstance("ML-DSA", provider);
    signature.initSign(key);
    signature.setParameter(parameters);
    signature.update(message);
    return signature.sign();
  }

  private boolean verifies(PublicKey key, AlgorithmParameterSpec parameters, byte[] signed)
      throws GeneralSecurityException {
    Signature signature = Signature.getInstance("ML-DSA", provider);
    signature.setParameter(parameters);
    signature.initVerify(key);
    signature.update(MESSAGE);
    return signature.verify(signed);
  }

  private static boolean verifiesByBouncyCastle(PublicKey key, byte[] context, byte[] signed)
      throws GeneralSecurityException {
    Signature signature = Signature.getInstance("ML-DSA", BOUNCY_CASTLE);
    signature.initVerify(key);
    signature.setParameter(new ContextParameterSpec(context));
    signature.update(MESSAGE);
    return signature.verify(signed);
  }

  /** A mebibyte would be 1.4 MB of base64. */
  @ParameterizedTest
  @EnumSource
  void largeMessageIsSignedByOneSmallRequest(MlDsaParameterSet set) throws Exception {
    byte[] message = Bytes.of(1 << 20);
    try (Gateway gateway = Gateway.to(vault.server())) {
      Key key =
          KeyStoreFile.of(gateway.uri(), gateway.trusted())
              .withoutVerification()
              .with("access-token", vault.server().accessToken())
              .with("api-version", TestVault.PREVIEW)
              .open(provider)
              .getKey(name(set), null);
      gateway.reset();
      byte[] signed = sign((PrivateKey) key, null, message);
      List<Request> sent = gateway.received();
      assertThat(sent).hasSize(1);
      assertThat(sent.get(0).body()).hasSizeLessThan(200);
      assertThat(new String(sent.get(0).body(), StandardCharsets.US_ASCII))
          .matches("\\{\"external_mu\":\"[\\w-]{86}\"}");
      Signature verifier = Signature.getInstance(set.standardName(), BOUNCY_CASTLE);
      verifier.initVerify(((PrivateHandle) key).publicKey());
      verifier.update(message);
      assertThat(verifier.verify(signed)).isTrue();
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 255})
  void aSignatureIsBoundToItsContext(int length) throws Exception {
    PrivateHandle key = key(MlDsaParameterSet.ML_DSA_44);
    byte[] context = Bytes.of(length);
    MlDsaContextParameterSpec parameters = new MlDsaContextParameterSpec(context);
    byte[] signed = sign(key, parameters, MESSAGE);
    PublicKey remote = key.publicKey();
    PublicKey local = local(key);
    assertThat(verifiesByBouncyCastle(remote, context, signed)).isTrue();
    for (PublicKey publicKey : List.of(remote, local)) {
      assertThat(verifies(publicKey, parameters, signed)).isTrue();
      assertThat(verifies(publicKey, null, signed)).isEqualTo(length == 0);
      assertThat(verifies(publicKey, new MlDsaContextParameterSpec(CONTEXT), signed)).isFalse();
    }
    assertThat(verifiesByBouncyCastle(remote, CONTEXT, signed)).isFalse();
    Signature bouncyCastle = Signature.getInstance("ML-DSA", BOUNCY_CASTLE);
    bouncyCastle.initVerify(remote);
    bouncyCastle.setParameter(parameters);
    bouncyCastle.update(MESSAGE);
    assertThat(bouncyCastle.verify(signed)).as("it accepts our parameter too").isTrue();
  }

  private PublicKey local(PrivateHandle key) throws Exception {
    Vault local = vault.connect(Map.of(Setting.PUBLIC_KEY_OPERATIONS, "local"));
    return Handles.privateHandle(local.key(key.id()), key.publicKey()).publicKey();
  }

  @Test
  void contextHasAtMost255BytesAndIsCopied() {
    assertThatThrownBy(() -> new MlDsaContextParameterSpec(new byte[256]))
        .isExactlyInstanceOf(IllegalArgumentException.class)
        .hasMessage("A context has 255 bytes at most (FIPS 204, section 5.2); this one has 256");
    byte[] context = CONTEXT.clone();
    MlDsaContextParameterSpec parameters = new MlDsaContextParameterSpec(context);
    context[0]++;
    parameters.getContext()[1]++;
    assertThat(parameters.getContext()).isEqualTo(CONTEXT);
    assertThat(parameters).hasToString("MlDsaContextParameterSpec[10 bytes]");
  }

  /** It survives an init, as in BouncyCastle, and null removes it. */
  @Test
  void theContextStaysUntilAnotherIsSet() throws Exception {
    PrivateHandle key = key(MlDsaParameterSet.ML_DSA_65);
    Signature signature = Signature.getInstance("ML-DSA", provider);
    signature.setParameter(new MlDsaContextParameterSpec(CONTEXT));
    signature.initSign(key);
    for (int number = 0; number < 2; number++) {
      signature.update(MESSAGE);
      assertThat(verifiesByBouncyCastle(key.publicKey(), CONTEXT, signature.sign())).isTrue();
    }
    signature.update(MESSAGE);
    assertThatThrownBy(() -> signature.setParameter(null))
        .isExactlyInstanceOf(InvalidAlgorithmParameterException.class)
        .hasMessageContaining("set the parameters before the first update");
    assertThat(verifiesByBouncyCastle(key.publicKey(), CONTEXT, signature.sign())).isTrue();
    signature.setParameter(null);
    signature.update(MESSAGE);
    assertThat(verifiesByBouncyCastle(key.publicKey(), new byte[0], signature.sign())).isTrue();
    assertThat(signature.getParameters()).isNull();
  }

  @Test
  void otherParametersAreRefused() throws Exception {
    PrivateHandle key = key(MlDsaParameterSet.ML_DSA_44);
    Signature signature = Signature.getInstance("ML-DSA", provider);
    signature.initSign(key);
    assertThatThrownBy(() -> signature.setParameter(PSSParameterSpec.DEFAULT))
        .isExactlyInstanceOf(InvalidAlgorithmParameterException.class)
        .hasMessage(
            """
            ML-DSA takes an MlDsaContextParameterSpec or nothing; it was given a \
            java.security.spec.PSSParameterSpec""");
    Signature before = Signature.getInstance("ML-DSA", provider);
    before.setParameter(new ContextParameterSpec(CONTEXT));
    assertThatThrownBy(() -> before.initSign(key))
        .isExactlyInstanceOf(InvalidKeyException.class)
        .hasMessageContaining(key + " cannot be used with these parameters")
        .hasMessageContaining("it was given a " + ContextParameterSpec.class.getName());
  }

  @ParameterizedTest
  @EnumSource
  void nameWithAParameterSetRefusesKeysOfOthers(MlDsaParameterSet set) throws Exception {
    for (MlDsaParameterSet other : MlDsaParameterSet.values()) {
      Signature signature = Signature.getInstance(other.oid(), provider);
      if (other == set) {
        signature.initSign(key(set));
        continue;
      }
      assertThatThrownBy(() -> signature.initSign(key(set)))
          .isExactlyInstanceOf(InvalidKeyException.class)
          .hasMessage(
              "%s needs a key of this parameter set; %s is of %s"
                  .formatted(other.standardName(), key(set), set.standardName()));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"2025-07-01", "2026-04-01"})
  void stableApiVersionIsRefusedWithTheSettingToChange(String version) throws Exception {
    PrivateHandle preview = key(MlDsaParameterSet.ML_DSA_65);
    Vault stable = vault.connect(Map.of(Setting.API_VERSION, version));
    PrivateHandle key = Handles.privateHandle(stable.key(preview.id()), preview.publicKey());
    Signature signature = Signature.getInstance("ML-DSA", provider);
    String message =
        """
        The key %s cannot be used: ML-DSA needs a preview of the service's interface: set \
        azure.keyvault.api-version=2026-07-01-preview; it is %s"""
            .formatted(key, version);
    assertThatThrownBy(() -> signature.initSign(key))
        .isExactlyInstanceOf(InvalidKeyException.class)
        .hasMessage(message);
    assertThatThrownBy(() -> signature.initVerify(key.publicKey()))
        .isExactlyInstanceOf(InvalidKeyException.class)
        .hasMessage(message);
    // The JVM needs no service to verify.
    assertThat(verifies(local(key), null, sign(preview, null, MESSAGE))).isTrue();
  }

  @ParameterizedTest
  @EnumSource
  void handlesAreKeysForTheJdkAndBouncyCastle(MlDsaParameterSet set) throws Exception {
    MlDsaPrivateHandle key = key(set);
    PublicKey publicKey = key.publicKey();
    assertThat(key.getAlgorithm()).isEqualTo("ML-DSA");
    assertThat(key.getFormat()).isNull();
    assertThat(key.getEncoded()).isNull();
    assertThat(publicKey.getAlgorithm()).isEqualTo("ML-DSA");
    assertThat(publicKey.getFormat()).isEqualTo("X.509");
    for (NamedParameterSpec parameters : List.of(key.getParams(), key.publicKey().getParams())) {
      assertThat(parameters.getName()).isEqualTo(set.standardName());
    }
    SubjectPublicKeyInfo info = SubjectPublicKeyInfo.getInstance(publicKey.getEncoded());
    assertThat(info.getEncoded("DER")).isEqualTo(publicKey.getEncoded());
    assertThat(info.getAlgorithm().getAlgorithm().getId()).isEqualTo(set.oid());
    assertThat(info.getAlgorithm().getParameters()).as("RFC 9881, section 2").isNull();
    MLDSAPublicKey other =
        (MLDSAPublicKey)
            KeyFactory.getInstance("ML-DSA", BOUNCY_CASTLE)
                .generatePublic(new X509EncodedKeySpec(publicKey.getEncoded()));
    assertThat(other.getParameterSpec().getName()).isEqualTo(set.standardName());
    assertThat(other.getPublicData()).isEqualTo(key.publicKey().raw());
    assertThat(other.getEncoded()).isEqualTo(publicKey.getEncoded());
    assertThat(publicKey).isEqualTo(other).hasToString(key.toString());
    assertThat(MlDsaParameterSet.of(other)).contains(set);
    assertThatThrownBy(() -> serialised(key))
        .isExactlyInstanceOf(NotSerializableException.class)
        .hasMessageContaining(key.toString());
  }

  private static byte[] serialised(Object object) throws Exception {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream stream = new ObjectOutputStream(bytes)) {
      stream.writeObject(object);
    }
    return bytes.toByteArray();
  }

  @ParameterizedTest
  @EnumSource
  @EnabledForJreRange(minVersion = 24, disabledReason = "no ML-DSA in this JDK")
  void jdkTreatsAPublicHandleAsItsOwnKey(MlDsaParameterSet set) throws Exception {
    PrivateHandle key = key(set);
    PublicKey publicKey = key.publicKey();
    PublicKey jdk =
        KeyFactory.getInstance("ML-DSA", "SUN")
            .generatePublic(new X509EncodedKeySpec(publicKey.getEncoded()));
    assertThat(publicKey).isEqualTo(jdk).hasSameHashCodeAs(jdk);
    assertThat(jdk).isEqualTo(publicKey);
    assertThat(new ObjectInputStream(new ByteArrayInputStream(serialised(publicKey))).readObject())
        .isEqualTo(jdk);
    assertThat(
            ((NamedParameterSpec) PublicKey.class.getMethod("getParams").invoke(publicKey))
                .getName())
        .isEqualTo(set.standardName());
    assertThat(((NamedParameterSpec) PrivateKey.class.getMethod("getParams").invoke(key)).getName())
        .isEqualTo(set.standardName());
    Signature verifier = Signature.getInstance(set.standardName(), "SUN");
    verifier.initVerify(publicKey);
    verifier.update(MESSAGE);
    assertThat(verifier.verify(sign(key, null, MESSAGE))).isTrue();
  }

  /** The vault itself verifies, with one request that does not contain the message. */
  @ParameterizedTest
  @EnumSource
  void theVaultVerifiesWhatBouncyCastleSigns(MlDsaParameterSet set) throws Exception {
    KeyPair pair = ofBouncyCastle(set.standardName());
    String seed =
        """
        {"keys":[{"name":"notary","kty":"AKP","alg":"%s","pkcs8":"%s"}]}"""
            .formatted(set.standardName(), base64(pair.getPrivate().getEncoded()));
    try (OpenedVault opened = OpenedVault.of(VaultServer.builder().premium(true).start(), seed)) {
      KeyStore store = opened.open("azure.keyvault.api-version=" + TestVault.PREVIEW);
      PublicKey key = ((MlDsaPrivateHandle) store.getKey("notary", null)).publicKey();
      assertThat(key.getEncoded()).isEqualTo(pair.getPublic().getEncoded());
      Signature signer = Signature.getInstance("ML-DSA", BOUNCY_CASTLE);
      signer.initSign(pair.getPrivate());
      signer.setParameter(new ContextParameterSpec(CONTEXT));
      signer.update(MESSAGE);
      byte[] signed = signer.sign();
      AlgorithmParameterSpec context = new MlDsaContextParameterSpec(CONTEXT);
      opened.server().counters().reset();
      assertThat(verifies(key, context, signed)).isTrue();
      assertThat(verifies(key, null, signed)).as("without its context").isFalse();
      signed[0] ^= 1;
      assertThat(verifies(key, context, signed)).as("changed").isFalse();
      assertThat(opened.server().counters().requests("keys/verify")).isEqualTo(3);
    }
  }

  /** Parameters before the key bind a signature to the first provider, as JSSE does with PSS. */
  @Test
  void softwareKeyWithAContextGoesToBouncyCastle() throws Exception {
    Security.addProvider(BOUNCY_CASTLE);
    try {
      for (Position position : Position.values()) {
        position.during(MlDsaTest::signsWithAnothersKey);
      }
    } finally {
      Security.removeProvider(BOUNCY_CASTLE.getName());
    }
  }

  private static void signsWithAnothersKey() throws GeneralSecurityException {
    for (AlgorithmParameterSpec parameters :
        List.of(new ContextParameterSpec(CONTEXT), new MlDsaContextParameterSpec(CONTEXT))) {
      KeyPair pair = ofBouncyCastle("ML-DSA-44");
      Signature signature = Signature.getInstance("ML-DSA", "AzureKeyVault");
      signature.setParameter(parameters);
      signature.initSign(pair.getPrivate());
      signature.update(MESSAGE);
      byte[] signed = signature.sign();
      signature.initVerify(pair.getPublic());
      signature.update(MESSAGE);
      assertThat(signature.verify(signed)).isTrue();
      assertThat(verifiesByBouncyCastle(pair.getPublic(), CONTEXT, signed)).isTrue();
      assertThat(verifiesByBouncyCastle(pair.getPublic(), new byte[0], signed)).isFalse();
    }
  }

  @Test
  void theFirstSignatureOfAHandleIsVerified() throws Exception {
    MlDsaPrivateHandle known = key(MlDsaParameterSet.ML_DSA_44);
    byte[] other = sign(vault.privateKey("ml-dsa-44-other"), null, MESSAGE);
    PrivateHandle fresh = Handles.privateHandle(known.remote(), known.publicKey());
    vault.server().faults().inject("keys/sign", 1, Fault.rewritten(body -> value(body, other)));
    assertThatThrownBy(() -> sign(fresh, null, MESSAGE))
        .isExactlyInstanceOf(SignatureException.class)
        .hasMessageContaining("signature by the key " + known + " does not verify");
    assertThat(vault.requestsOf(() -> sign(fresh, null, MESSAGE))).isEqualTo(1);
    vault.server().faults().inject("keys/sign", 1, Fault.rewritten(body -> value(body, other)));
    assertThat(sign(fresh, null, MESSAGE))
        .as("verified only once, as for EC keys")
        .isEqualTo(other);
  }

  @Test
  void answerOfAnotherLengthIsRefused() throws Exception {
    PrivateHandle key = key(MlDsaParameterSet.ML_DSA_44);
    byte[] shorter = new byte[2419];
    vault.server().faults().inject("keys/sign", 1, Fault.rewritten(body -> value(body, shorter)));
    assertThatThrownBy(() -> sign(key, null, MESSAGE))
        .isExactlyInstanceOf(SignatureException.class)
        .hasMessage(
            "The service answered with a signature of 2419 bytes for the key %s; it must have 2420"
                .formatted(key));
  }

  /** The vault does not have these private keys, so only the JVM decides. */
  @ParameterizedTest(name = "{0}, {1}, {2}")
  @CsvFileSource(
      resources = "ml-dsa.csv",
      numLinesToSkip = 2,
      maxCharsPerColumn = 10_000,
      emptyValue = "")
  void sampleOfWycheproofVectorsIsDecidedCorrectly(
      MlDsaParameterSet set,
      boolean valid,
      String context,
      String message,
      String raw,
      String signed)
      throws Exception {
    Vault local = vault.connect(Map.of(Setting.PUBLIC_KEY_OPERATIONS, "local"));
    PublicKey plain = plain(set.encode(hex(raw)));
    PublicKey key = Handles.privateHandle(local.key(key(set).id()), plain).publicKey();
    Signature signature = Signature.getInstance(set.standardName(), provider);
    if (context != null) {
      signature.setParameter(new MlDsaContextParameterSpec(hex(context)));
    }
    signature.initVerify(key);
    signature.update(hex(message));
    assertThat(vault.requestsOf(() -> assertThat(signature.verify(hex(signed))).isEqualTo(valid)))
        .isZero();
  }

  private static byte[] hex(String digits) {
    return HexFormat.of().parseHex(digits);
  }

  private static PublicKey plain(byte[] encoded) throws GeneralSecurityException {
    return KeyFactory.getInstance("ML-DSA", BOUNCY_CASTLE)
        .generatePublic(new X509EncodedKeySpec(encoded));
  }

  /** The service may add parameter sets, and a gateway may cut a key. */
  @Test
  void keyOfAnUnknownParameterSetIsRefused() throws Exception {
    String seed =
        """
        {"keys":[{"name":"new","kty":"AKP","alg":"ML-DSA-44","answers":{"key":{"alg":"ML-DSA-99"}}},
                 {"name":"cut","kty":"AKP","alg":"ML-DSA-44","answers":{"key":{"pub":"AAAA"}}},
                 {"name":"no","kty":"AKP","alg":"ML-DSA-44","answers":{"key":{"pub":null}}}]}
        """;
    try (OpenedVault opened = OpenedVault.of(VaultServer.builder().premium(true).start(), seed)) {
      KeyStore store = opened.open("azure.keyvault.api-version=" + TestVault.PREVIEW);
      for (String[] expected :
          new String[][] {
            {"new", "its algorithm ML-DSA-99 is unknown"},
            {"cut", "its public key has 3 bytes, but keys of ML-DSA-44 have 1312"},
            {"no", "the public key is not complete"}
          }) {
        assertThatThrownBy(() -> store.getKey(expected[0], null))
            .hasMessageContaining("/keys/" + expected[0])
            .hasMessageContaining(expected[1]);
      }
    }
  }

  private static String value(String body, byte[] value) {
    return Pattern.compile("\"value\":\"[^\"]*\"")
        .matcher(body)
        .replaceFirst("\"value\":\"" + base64(value) + "\"");
  }

  private static String base64(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }
}
