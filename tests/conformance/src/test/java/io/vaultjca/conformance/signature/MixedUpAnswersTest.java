package io.vaultjca.conformance.signature;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.vaultjca.conformance.fixture.KeyStoreFile;
import io.vaultjca.conformance.fixture.ServiceRequests;
import io.vaultjca.conformance.fixture.Threads;
import io.vaultjca.embedded.Fault;
import io.vaultjca.embedded.VaultServer;
import io.vaultjca.provider.AzureKeyVaultProvider;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.PublicKey;
import java.security.Signature;
import java.security.SignatureException;
import java.security.spec.AlgorithmParameterSpec;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A gateway in front of the vault mixes up answers: a request gets the answer to another one for
 * the same key. Such a signature is never returned.
 */
class MixedUpAnswersTest {
  private static final Provider BOUNCY_CASTLE = new BouncyCastleProvider();
  private static final String SEED =
      """
      {"certificates": [{"name": "rsa", "kty": "RSA"},
                        {"name": "p256", "kty": "EC"},
                        {"name": "p384", "kty": "EC", "crv": "P-384"},
                        {"name": "p521", "kty": "EC", "crv": "P-521"},
                        {"name": "p256k", "kty": "EC", "crv": "P-256K"}]}
      """;
  private static final String SETTING = "verify-signatures";
  private static final int SIGNATURES = 10;

  private static VaultServer vault;

  private final Provider provider = new AzureKeyVaultProvider();

  /** An algorithm, with its name in another provider. */
  @SuppressWarnings("ImmutableEnumChecker") // PSSParameterSpec is immutable.
  private enum Algorithm {
    PKCS1("rsa", "SHA256withRSA", "SHA256withRSA", null),
    PKCS1_BY_RSNULL("rsa", "SHA1withRSA", "SHA1withRSA", null),
    PKCS1_WITHOUT_DIGEST("rsa", "NONEwithRSA", "NONEwithRSA", null),
    PSS("rsa", "SHA512withRSASSA-PSS", "SHA512withRSAandMGF1", null),
    PSS_WITH_PARAMETERS(
        "rsa",
        "RSASSA-PSS",
        "SHA384withRSAandMGF1",
        new PSSParameterSpec("SHA-384", "MGF1", MGF1ParameterSpec.SHA384, 48, 1)),
    ECDSA("p256", "SHA256withECDSA", "SHA256withECDSA", null),
    ECDSA_OF_A_LONGER_DIGEST("p256", "SHA384withECDSA", "SHA384withECDSA", null),
    ECDSA_P1363("p384", "SHA384withECDSAinP1363Format", "SHA384withPLAIN-ECDSA", null),
    ECDSA_P521("p521", "SHA512withECDSA", "SHA512withECDSA", null),
    ECDSA_P256K("p256k", "SHA256withECDSA", "SHA256withECDSA", null),
    ECDSA_P256K_P1363("p256k", "SHA256withECDSAinP1363Format", "SHA256withPLAIN-ECDSA", null);

    final String key;
    final String ours;
    final String theirs;
    final AlgorithmParameterSpec parameters;

    Algorithm(String key, String ours, String theirs, AlgorithmParameterSpec parameters) {
      this.key = key;
      this.ours = ours;
      this.theirs = theirs;
      this.parameters = parameters;
    }

    @Override
    public String toString() {
      return ours + " with " + key;
    }
  }

  /** Answers each request with the previous answer, if there is one. */
  private static final class Mixer {
    private final AtomicReference<String> before = new AtomicReference<>();
    private final AtomicInteger mixedUp = new AtomicInteger();

    String answer(String body) {
      String other = before.getAndSet(body);
      if (other == null) {
        return body;
      }
      mixedUp.incrementAndGet();
      return other;
    }
  }

  @BeforeAll
  static void start() {
    vault = VaultServer.start();
    vault.seed(SEED);
  }

  @AfterEach
  void mixNoMore() {
    vault.faults().clear();
  }

  @AfterAll
  static void close() {
    vault.close();
  }

  @ParameterizedTest
  @EnumSource
  void signatureOfAnotherMessageIsRefused(Algorithm algorithm) throws Exception {
    KeyStore store = verifyingEach(algorithm).open(provider);
    Signature signature = signature(store, algorithm);
    Mixer mixer = mix();
    assertThat(verifies(store, algorithm, message(0), sign(signature, message(0)))).isTrue();
    for (int i = 1; i < SIGNATURES; i++) {
      byte[] message = message(i);
      assertThat(catchThrowable(() -> sign(signature, message)))
          .as("signature %d", i)
          .isExactlyInstanceOf(SignatureException.class)
          .hasMessageContaining("does not verify")
          .hasMessageContaining(store.getKey(algorithm.key, null).toString());
    }
    assertThat(mixer.mixedUp).hasValue(SIGNATURES - 1);
    vault.faults().clear();
    byte[] message = message(SIGNATURES);
    assertThat(verifies(store, algorithm, message, sign(signature, message))).isTrue();
  }

  @ParameterizedTest
  @EnumSource(names = {"PKCS1", "PSS", "ECDSA", "ECDSA_P256K_P1363"})
  void noThreadGetsTheSignatureOfAnother(Algorithm algorithm) throws Exception {
    KeyStore store = verifyingEach(algorithm).open(provider);
    Signature first = signature(store, algorithm);
    assertThat(verifies(store, algorithm, message(0), sign(first, message(0)))).isTrue();
    Mixer mixer = mix();
    AtomicInteger refused = new AtomicInteger();
    List<Integer> wrong =
        Threads.run(
            number -> {
              int returned = 0;
              Signature signature = signature(store, algorithm);
              for (int i = 1; i <= 5; i++) {
                byte[] message = message(number * 100 + i);
                try {
                  byte[] signed = sign(signature, message);
                  returned += verifies(store, algorithm, message, signed) ? 0 : 1;
                } catch (SignatureException e) {
                  assertThat(e).hasMessageContaining("does not verify");
                  refused.incrementAndGet();
                }
              }
              return returned;
            });
    assertThat(wrong.stream().mapToInt(Integer::intValue).sum())
        .as("wrong signatures that were returned, of %s mixed up", mixer.mixedUp)
        .isZero();
    assertThat(refused.get()).isEqualTo(mixer.mixedUp.get());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "rsa"})
  void everyRsaSignatureAndTheFirstOfOtherKeysAreVerifiedByDefault(String value) throws Exception {
    KeyStore store = (value.isEmpty() ? file() : file().with(SETTING, value)).open(provider);
    Signature rsa = signature(store, Algorithm.PSS);
    Signature ec = signature(store, Algorithm.ECDSA);
    sign(rsa, message(0));
    sign(ec, message(0));
    mix();
    sign(rsa, message(1));
    assertThatThrownBy(() -> sign(rsa, message(2)))
        .isExactlyInstanceOf(SignatureException.class)
        .hasMessageContaining("does not verify");
    vault.faults().clear();
    mix();
    byte[] one = sign(ec, message(1));
    assertThat(sign(ec, message(2))).isEqualTo(one);
  }

  @Test
  void onlyTheFirstSignatureOfAHandleIsVerifiedIfConfigured() throws Exception {
    KeyStore store = file().with(SETTING, "first").open(provider);
    Signature signature = signature(store, Algorithm.PKCS1);
    mix();
    byte[] zero = sign(signature, message(0));
    assertThat(verifies(store, Algorithm.PKCS1, message(0), zero)).isTrue();
    assertThat(sign(signature, message(1))).isEqualTo(zero);
    vault.faults().clear();
    // Another handle, whose first signature is wrong.
    Signature other = signature(file().with(SETTING, "first").open(provider), Algorithm.ECDSA);
    Mixer mixer = mix();
    mixer.before.set(
        new ServiceRequests(vault)
            .send(
                "POST",
                "keys/p256//sign",
                "{\"alg\":\"ES256\",\"value\":\"%s\"}"
                    .formatted(
                        Base64.getUrlEncoder().withoutPadding().encodeToString(new byte[32]))));
    assertThatThrownBy(() -> sign(other, message(3)))
        .isExactlyInstanceOf(SignatureException.class)
        .hasMessageContaining("does not verify");
  }

  @ParameterizedTest
  @ValueSource(strings = {"never", "Always!", "true", "last"})
  void invalidValueIsAnErrorThatNamesTheValidOnes(String value) {
    assertThatThrownBy(() -> file().with(SETTING, value).open(provider))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("azure.keyvault." + SETTING)
        .hasMessageContaining("always")
        .hasMessageContaining("first")
        .hasMessageContaining(value);
  }

  /** By default each signature of an RSA key is verified. */
  private KeyStoreFile verifyingEach(Algorithm algorithm) {
    return algorithm.key.equals("rsa") ? file() : file().with(SETTING, "always");
  }

  private KeyStoreFile file() {
    return KeyStoreFile.of(vault).with("access-token", vault.accessToken());
  }

  private Mixer mix() {
    Mixer mixer = new Mixer();
    vault.faults().inject("keys/sign", Fault.rewritten(mixer::answer));
    return mixer;
  }

  private Signature signature(KeyStore store, Algorithm algorithm) throws Exception {
    Signature signature = Signature.getInstance(algorithm.ours, provider);
    if (algorithm.parameters != null) {
      signature.setParameter(algorithm.parameters);
    }
    signature.initSign((PrivateKey) store.getKey(algorithm.key, null));
    return signature;
  }

  private static byte[] message(int number) {
    return ByteBuffer.allocate(32).putInt(number).array();
  }

  private static byte[] sign(Signature signature, byte[] message) throws SignatureException {
    signature.update(message);
    return signature.sign();
  }

  /** Verifies with another provider and the certificate's key. */
  private static boolean verifies(
      KeyStore store, Algorithm algorithm, byte[] message, byte[] signed) throws Exception {
    PublicKey key =
        KeyFactory.getInstance(algorithm.key.equals("rsa") ? "RSA" : "EC", BOUNCY_CASTLE)
            .generatePublic(
                new X509EncodedKeySpec(
                    store.getCertificate(algorithm.key).getPublicKey().getEncoded()));
    Signature verifier = Signature.getInstance(algorithm.theirs, BOUNCY_CASTLE);
    verifier.initVerify(key);
    verifier.update(message);
    return verifier.verify(signed);
  }
}
