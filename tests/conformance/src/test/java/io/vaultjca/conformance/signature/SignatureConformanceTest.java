package io.vaultjca.conformance.signature;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import io.vaultjca.VaultException;
import io.vaultjca.conformance.fixture.Bytes;
import io.vaultjca.conformance.fixture.Full;
import io.vaultjca.conformance.fixture.Position;
import io.vaultjca.conformance.fixture.TestVault;
import io.vaultjca.conformance.fixture.Threads;
import io.vaultjca.embedded.Fault;
import io.vaultjca.handle.EcPrivateHandle;
import io.vaultjca.handle.PrivateHandle;
import io.vaultjca.provider.jvm.Digest;
import io.vaultjca.provider.table.KeyClasses;
import io.vaultjca.provider.table.ServiceRow;
import io.vaultjca.provider.table.ServiceTable;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.SignatureException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.parallel.ResourceLock;

/**
 * Every signature of the table with every suitable key, in a vault and in a Managed HSM, with the
 * provider first, last and named. Checks the contract of the JCA against another implementation.
 *
 * <p>With the provider last, a public handle goes to the JDK (see {@code DIFFERENCES.md}), so
 * verifying names the provider.
 *
 * <p>A case is a row, a key and a position. With {@code -Pfull} every case runs {@link #EVERYWHERE}
 * and, depending on the cost of its requests, some of these; each name states its extent:
 *
 * <ul>
 *   <li>{@link #IN_FULL}: the provider is named, and the key is one of the vault's EC keys or its
 *       RSA key of 2048 bits.
 *   <li>{@link #IN_PART}: every other case: each thirty-second byte of a signature, and the last,
 *       is flipped instead of each.
 *   <li>{@link #THREADS} in addition: RSA-2048 and P-256 in a Managed HSM, with the provider named.
 *       What threads share does not depend on the key's size or place, or on the provider's
 *       position.
 *   <li>{@link #STREAMS_MUCH}: RSA-2048 and P-256 in a vault, with the provider named; otherwise
 *       {@link #STREAMS}, since a digest does not depend on the key.
 * </ul>
 *
 * <p>For the same reason the message is split in all eight ways for RSA-2048 and P-256 only, and in
 * three ways for other keys.
 *
 * <p>Without {@code -Pfull} only RSA-2048 and P-256 in a vault, with the provider named, run all of
 * that with SHA-256, and flip each eighth byte of RSA's: they represent their kind, as SHA-256
 * represents the digests. With another digest they run {@link #OF_THE_DIGEST}. The other keys run
 * {@link #OF_THE_KEY}, and with the provider first and last those two keys run {@link
 * #OF_THE_POSITION}, with SHA-256 alone. The BSI's names behave like the JDK's, so only their row
 * of SHA-256 runs.
 */
@ResourceLock(TestVault.SHARED)
class SignatureConformanceTest {
  private static final List<String> RSA_KEYS =
      List.of("rsa-2048", "rsa-known-3072", "rsa-known-4096");
  private static final List<String> EC_KEYS = List.of("ec-p256", "ec-p256k", "ec-p384", "ec-p521");
  private static final List<String> HSM_RSA_KEYS = List.of("hsm-rsa-2048");
  private static final List<String> HSM_EC_KEYS =
      List.of("hsm-ec-p256", "hsm-ec-p256k", "hsm-ec-p384", "hsm-ec-p521");

  /** The most rounds of threads in which a NONE algorithm may refuse every message. */
  private static final int MOST_STORMS = 20;

  private interface Check {
    void of(SignatureCase one) throws Exception;
  }

  private static final Named SIGNS =
      new Named("signs for another implementation", SignatureConformanceTest::signs);
  private static final Named VERIFIES =
      new Named("verifies what it signed, and nothing else", SignatureConformanceTest::verifies);
  private static final Named COUNTS =
      new Named("sends one request per operation, none at init", SignatureConformanceTest::counts);
  private static final Named TAKES_SPLITS =
      new Named("accepts every split of the message", SignatureConformanceTest::splits);
  private static final Named BEGINS_ANEW =
      new Named("starts over after a signature", SignatureConformanceTest::resetsAfterSuccess);
  private static final Named RESETS_AT_INIT =
      new Named("starts over with every init", SignatureConformanceTest::resetsAtInit);
  private static final Named FAILED_INIT =
      new Named("forgets its key when an init fails", SignatureConformanceTest::failedInit);
  private static final Named CHANGES_KEY =
      new Named("changes its key", SignatureConformanceTest::changesKey);
  private static final Named WRONG_MODE =
      new Named("refuses the wrong mode", SignatureConformanceTest::wrongMode);
  private static final Named REFUSES_CLONE =
      new Named("refuses a clone", SignatureConformanceTest::refusesClone);
  private static final Named WRONG_KEYS =
      new Named("refuses no key and the wrong type", SignatureConformanceTest::wrongKeys);
  private static final Named FOREIGN_KEYS =
      new Named("hands a foreign key on", SignatureConformanceTest::foreignKeys);
  private static final Named MALFORMED =
      new Named("a malformed signature is not accepted", SignatureConformanceTest::malformed);

  /** Checks that hold for every row, key and position. */
  private static final List<Named> EVERYWHERE =
      List.of(
          SIGNS,
          VERIFIES,
          COUNTS,
          TAKES_SPLITS,
          BEGINS_ANEW,
          new Named("starts over after a failure", SignatureConformanceTest::resetsAfterFailure),
          RESETS_AT_INIT,
          FAILED_INIT,
          CHANGES_KEY,
          WRONG_MODE,
          REFUSES_CLONE,
          WRONG_KEYS,
          FOREIGN_KEYS,
          new Named("a failing vault is never false", SignatureConformanceTest::failingVault),
          MALFORMED);

  /** Checks that depend on a key's size, curve or place. */
  private static final List<Named> OF_THE_KEY = List.of(SIGNS, VERIFIES, COUNTS, MALFORMED);

  /** Checks that depend on the digest. */
  private static final List<Named> OF_THE_DIGEST =
      List.of(SIGNS, VERIFIES, COUNTS, TAKES_SPLITS, BEGINS_ANEW, MALFORMED);

  /** Checks that depend on the position: the JCA looks for a provider at each init. */
  private static final List<Named> OF_THE_POSITION =
      List.of(
          SIGNS,
          COUNTS,
          RESETS_AT_INIT,
          FAILED_INIT,
          CHANGES_KEY,
          WRONG_MODE,
          REFUSES_CLONE,
          WRONG_KEYS,
          FOREIGN_KEYS);

  /** The costly checks, in full. */
  private static final List<Named> IN_FULL =
      List.of(
          new Named(
              "no flipped byte is accepted",
              one -> corruptionSweep(one, Full.RUN || one.row().keys() != KeyClasses.RSA ? 1 : 8)),
          new Named("16 threads on one handle, twice", one -> threadsOnOneHandle(one, 2)),
          new Named("16 threads on one object", SignatureConformanceTest::threadsOnOneObject));

  /** The same for cases that are numerous or whose requests are slow. */
  private static final List<Named> IN_PART =
      List.of(
          new Named("no flipped thirty-second byte is accepted", one -> corruptionSweep(one, 32)));

  private static final Named STREAMS_MUCH =
      new Named("streams 16 MiB in flat memory", one -> flatMemory(one, 1 << 24));
  private static final Named STREAMS =
      new Named("streams 1 MiB in flat memory", one -> flatMemory(one, 1 << 20));

  private static final List<Named> THREADS =
      List.of(
          new Named("16 threads on one handle", one -> threadsOnOneHandle(one, 1)),
          new Named("16 threads on one object", SignatureConformanceTest::threadsOnOneObject));

  private record Named(String name, Check check) {}

  /** Without a named provider, the first one gets a public handle, which is a real public key. */
  @Test
  void publicHandlesGoToTheFirstProvider() throws Exception {
    for (String name : List.of("rsa-2048", "ec-p256")) {
      PublicKey key = TestVault.vault().privateKey(name).publicKey();
      String algorithm = key.getAlgorithm().equals("RSA") ? "SHA256withRSA" : "SHA256withECDSA";
      Position.FIRST.during(
          () -> assertThat(verifierOf(algorithm, key)).isEqualTo("AzureKeyVault"));
      Position.LAST.during(() -> assertThat(verifierOf(algorithm, key)).startsWith("Sun"));
    }
  }

  private static String verifierOf(String algorithm, PublicKey key)
      throws GeneralSecurityException {
    Signature signature = Signature.getInstance(algorithm);
    signature.initVerify(key);
    return signature.getProvider().getName();
  }

  @TestFactory
  Stream<DynamicNode> everyRowWithEveryKeyAtEveryPosition() {
    return ServiceTable.rows().stream()
        .filter(row -> row.type().equals("Signature"))
        .map(
            row ->
                DynamicContainer.dynamicContainer(
                    row.name(), cases(row).filter(c -> !checks(c).isEmpty()).map(c -> node(c))));
  }

  private static Stream<SignatureCase> cases(ServiceRow row) {
    List<SignatureCase> cases = new ArrayList<>();
    List<String> hashes =
        row.name().equals("RSASSA-PSS") || row.name().equals("NONEwithRSASSA-PSS")
            ? List.of("SHA-256", "SHA-384", "SHA-512")
            : List.of(row.digest().map(Digest::standardName).orElse(""));
    for (Position position : Position.values()) {
      for (String hash : hashes) {
        for (String key : keys(row)) {
          cases.add(new SignatureCase(row, TestVault.vault(), key, position, hash));
        }
        for (String key : hsmKeys(row)) {
          cases.add(new SignatureCase(row, TestVault.hsm(), key, position, hash));
        }
      }
    }
    return cases.stream();
  }

  private static List<String> keys(ServiceRow row) {
    return switch (row.keys()) {
      case RSA -> RSA_KEYS;
      case EC -> EC_KEYS;
      default -> mlDsaKeys(row);
    };
  }

  private static List<String> hsmKeys(ServiceRow row) {
    return switch (row.keys()) {
      case RSA -> HSM_RSA_KEYS;
      case EC -> HSM_EC_KEYS;
      default -> mlDsaKeys(row).stream().map(key -> "hsm-" + key).toList();
    };
  }

  /** The keys of the parameter set in the name, or of all sets. */
  private static List<String> mlDsaKeys(ServiceRow row) {
    return Stream.of("44", "65", "87")
        .filter(set -> row.name().equals("ML-DSA") || row.name().endsWith(set))
        .map(set -> "ml-dsa-" + set)
        .toList();
  }

  private static List<Named> checks(SignatureCase one) {
    boolean named = one.position() == Position.NAMED;
    boolean ofVault = one.vault() == TestVault.vault();
    boolean standsForOthers = named && ofVault && one.isTypical();
    if (!Full.RUN && one.isPlain() && !(one.isOfSha256() && ofVault && one.isTypical())) {
      return named && one.isOfSha256() ? OF_THE_KEY : List.of();
    }
    boolean standsForDigests = one.isOfSha256() || one.isMlDsa();
    if (!Full.RUN && !standsForOthers) {
      boolean elsewhere = !named && ofVault && one.isTypical();
      return !standsForDigests
          ? List.of()
          : named ? OF_THE_KEY : elsewhere ? OF_THE_POSITION : List.of();
    }
    if (!Full.RUN && !standsForDigests) {
      return Stream.concat(OF_THE_DIGEST.stream(), Stream.of(STREAMS)).toList();
    }
    boolean atLength = Full.RUN || one.isOfSha256();
    List<Named> checks = new ArrayList<>(EVERYWHERE);
    checks.add(standsForOthers && atLength ? STREAMS_MUCH : STREAMS);
    if (named && ofVault && !one.isLarge() && atLength) {
      checks.addAll(IN_FULL);
    } else {
      checks.addAll(IN_PART);
      if (one.isTypical() && named) {
        checks.addAll(THREADS);
      }
    }
    return checks;
  }

  private static DynamicNode node(SignatureCase one) {
    return DynamicContainer.dynamicContainer(
        one.toString(),
        checks(one).stream()
            .map(
                check ->
                    DynamicTest.dynamicTest(
                        check.name() + ": " + one,
                        () -> one.position().during(() -> check.check().of(one)))));
  }

  private static void signs(SignatureCase one) throws Exception {
    for (int number : new int[] {0, 1, 7}) {
      byte[] message = one.message(number);
      byte[] signed = one.sign(message);
      assertThat(one.verifiesElsewhere(message, signed)).isTrue();
    }
    Signature signature = one.signing();
    assertThat(signature.getProvider().getName()).isEqualTo("AzureKeyVault");
    if (!one.isRaw()) {
      assertThat(one.verifiesElsewhere(new byte[0], signature.sign())).as("no update").isTrue();
    }
  }

  private static void verifies(SignatureCase one) throws Exception {
    byte[] message = one.message(0);
    byte[] signed = one.sign(message);
    assertThat(one.verify(message, signed)).isTrue();
    assertThat(one.verify(one.message(1), signed)).isFalse();
    assertThat(one.verify(message, one.sign(one.message(1)))).isFalse();
    Signature other = one.open();
    if (one.position() == Position.NAMED) {
      other.initVerify(one.key().publicKey());
      one.setParameters(other);
      other.update(message);
      byte[] framed = new byte[signed.length + 5];
      System.arraycopy(signed, 0, framed, 3, signed.length);
      assertThat(other.verify(framed, 3, signed.length)).as("with an offset").isTrue();
    }
  }

  private static void counts(SignatureCase one) throws Exception {
    byte[] message = one.message(0);
    one.sign(message);
    Signature[] held = new Signature[1];
    byte[][] signed = new byte[1][];
    assertThat(one.vault().requestsOf(() -> held[0] = one.signing())).as("initSign").isZero();
    assertThat(one.vault().requestsOf(() -> held[0].update(message))).as("update").isZero();
    assertThat(one.vault().requestsOf(() -> signed[0] = held[0].sign())).as("sign").isEqualTo(1);
    assertThat(one.vault().requestsOf(() -> held[0] = one.verifying())).as("initVerify").isZero();
    held[0].update(message);
    assertThat(one.vault().requestsOf(() -> held[0].verify(signed[0]))).as("verify").isEqualTo(1);
  }

  private static final List<Split> SPLITS =
      List.of(
          (s, m) -> {
            s.update(new byte[0]);
            s.update(m);
            s.update(ByteBuffer.allocate(0));
          },
          (s, m) -> {
            for (byte b : m) {
              s.update(b);
            }
          },
          (s, m) -> {
            byte[] framed = new byte[m.length + 20];
            System.arraycopy(m, 0, framed, 7, m.length);
            s.update(framed, 7, m.length / 3);
            s.update(framed, 7 + m.length / 3, m.length - m.length / 3);
          },
          (s, m) -> updateByBuffer(s, ByteBuffer.wrap(m)),
          (s, m) -> updateByBuffer(s, ByteBuffer.wrap(m).asReadOnlyBuffer()),
          (s, m) -> updateByBuffer(s, direct(m)),
          (s, m) -> updateByBuffer(s, direct(m).asReadOnlyBuffer()),
          (s, m) -> {
            s.update(m[0]);
            ByteBuffer rest = direct(m).position(1);
            rest.limit(m.length / 2);
            updateByBuffer(s, rest);
            s.update(m, m.length / 2, m.length - m.length / 2);
          });

  /** For keys that do not represent their kind: bytes, arrays with an offset, direct buffers. */
  private static final List<Split> SOME_SPLITS =
      List.of(SPLITS.get(1), SPLITS.get(2), SPLITS.get(SPLITS.size() - 1));

  private static void splits(SignatureCase one) throws Exception {
    byte[] message = one.message(3);
    for (Split way : one.isTypical() ? SPLITS : SOME_SPLITS) {
      Signature signature = one.signing();
      way.update(signature, message);
      byte[] signed = signature.sign();
      assertThat(one.verifiesElsewhere(message, signed)).isTrue();
      Signature verifier = one.verifying();
      way.update(verifier, message);
      assertThat(verifier.verify(signed)).isTrue();
    }
  }

  private interface Split {
    void update(Signature signature, byte[] message) throws GeneralSecurityException;
  }

  private static void updateByBuffer(Signature signature, ByteBuffer buffer)
      throws SignatureException {
    signature.update(buffer);
    assertThat(buffer.hasRemaining()).as("the buffer is used up").isFalse();
  }

  private static ByteBuffer direct(byte[] bytes) {
    return ByteBuffer.allocateDirect(bytes.length).put(bytes).flip();
  }

  private static void resetsAfterSuccess(SignatureCase one) throws Exception {
    Signature signature = one.signing();
    for (int number = 0; number < 2; number++) {
      signature.update(one.message(number));
      assertThat(one.verifiesElsewhere(one.message(number), signature.sign())).isTrue();
    }
    Signature verifier = one.verifying();
    for (int number = 0; number < 2; number++) {
      byte[] signed = one.sign(one.message(number));
      verifier.update(one.message(number));
      assertThat(verifier.verify(signed)).isTrue();
      verifier.update(one.message(number));
      assertThat(verifier.verify(Bytes.flipped(signed, signed.length - 1))).isFalse();
    }
  }

  private static void resetsAfterFailure(SignatureCase one) throws Exception {
    Signature signature = one.signing();
    signature.update(one.message(1));
    one.vault().server().faults().inject("keys/sign", 1, Fault.garbage());
    assertThatThrownBy(signature::sign)
        .isExactlyInstanceOf(SignatureException.class)
        .hasMessageContaining(one.key().id().toString())
        .hasCauseInstanceOf(VaultException.class);
    signature.update(one.message(2));
    assertThat(one.verifiesElsewhere(one.message(2), signature.sign())).isTrue();
  }

  private static void resetsAtInit(SignatureCase one) throws Exception {
    Signature signature = one.signing();
    signature.update(one.message(1));
    signature.initSign(one.key());
    signature.update(one.message(2));
    byte[] signed = signature.sign();
    assertThat(one.verifiesElsewhere(one.message(2), signed)).isTrue();
    signature.update(one.message(1));
    signature.initVerify(one.key().publicKey());
    signature.update(one.message(2));
    assertThat(signature.verify(signed)).isTrue();
    signature.update(one.message(1));
    signature.initVerify(one.key().publicKey());
    signature.update(one.message(2));
    assertThat(signature.verify(signed)).isTrue();
  }

  private static void failedInit(SignatureCase one) throws Exception {
    Signature signature = one.signing();
    signature.update(one.message(1));
    assertThatThrownBy(() -> signature.initSign(null)).isInstanceOf(InvalidKeyException.class);
    assertThat(
            one.vault()
                .requestsOf(
                    () ->
                        assertThatThrownBy(signature::sign).isInstanceOf(SignatureException.class)))
        .isZero();
    signature.initSign(one.key());
    signature.update(one.message(2));
    assertThat(one.verifiesElsewhere(one.message(2), signature.sign())).isTrue();
  }

  private static void changesKey(SignatureCase one) throws Exception {
    TestVault vault = TestVault.vault();
    String otherName =
        switch (one.row().keys()) {
          case RSA -> "rsa-other";
          case EC -> "ec-other";
          default -> one.keyName().replace("hsm-", "") + "-other";
        };
    SignatureCase other =
        new SignatureCase(one.row(), vault, otherName, one.position(), one.hash());
    Signature signature = one.signing();
    signature.update(one.message(1));
    signature.initSign(other.key());
    signature.update(one.message(2));
    byte[] signed = signature.sign();
    assertThat(other.verifiesElsewhere(one.message(2), signed)).isTrue();
    if (one.signatureLength().equals(other.signatureLength())) {
      assertThat(one.verify(one.message(2), signed)).isFalse();
    } else {
      assertThatThrownBy(() -> one.verify(one.message(2), signed))
          .isExactlyInstanceOf(SignatureException.class)
          .hasMessageContaining("this one has " + signed.length)
          .hasNoCause();
    }
  }

  private static void wrongMode(SignatureCase one) throws Exception {
    Signature signature = one.open();
    assertThatThrownBy(() -> signature.update(new byte[1])).isInstanceOf(SignatureException.class);
    assertThatThrownBy(signature::sign).isInstanceOf(SignatureException.class);
    assertThatThrownBy(() -> signature.verify(new byte[1])).isInstanceOf(SignatureException.class);
    signature.initSign(one.key());
    assertThatThrownBy(() -> signature.verify(new byte[1])).isInstanceOf(SignatureException.class);
    signature.initVerify(one.key().publicKey());
    assertThatThrownBy(signature::sign).isInstanceOf(SignatureException.class);
  }

  private static void refusesClone(SignatureCase one) throws Exception {
    Signature signature = one.signing();
    assertThatThrownBy(signature::clone).isInstanceOf(CloneNotSupportedException.class);
    assertThatThrownBy(one.key()::destroy)
        .isInstanceOf(javax.security.auth.DestroyFailedException.class);
    assertThat(one.key().isDestroyed()).isFalse();
  }

  private static void wrongKeys(SignatureCase one) throws Exception {
    boolean rsa = one.row().keys() == KeyClasses.RSA;
    PrivateHandle wrong = TestVault.vault().privateKey(rsa ? "ec-p256" : "rsa-2048");
    PrivateKey strange = software("X25519").getPrivate();
    String needed = "needs an " + one.key().getAlgorithm() + " key; " + wrong;
    long requests =
        TestVault.vault()
            .requestsOf(
                () -> {
                  refuses(one, opened -> opened.initSign(null), one.row().name());
                  refuses(one, opened -> opened.initVerify((PublicKey) null), one.row().name());
                  refuses(one, opened -> opened.initSign(wrong), needed);
                  refuses(one, opened -> opened.initVerify(wrong.publicKey()), needed);
                  refuses(one, opened -> opened.initSign(strange), "is not a key in a vault");
                });
    assertThat(requests).isZero();
  }

  private interface Init {
    void on(Signature signature) throws GeneralSecurityException;
  }

  /** Without a named provider the message is the JCA's, which finds no provider for the key. */
  private static void refuses(SignatureCase one, Init init, String message) throws Exception {
    Signature opened = one.open();
    var refused =
        assertThatThrownBy(() -> init.on(opened)).isExactlyInstanceOf(InvalidKeyException.class);
    if (one.position() == Position.NAMED) {
      refused.hasMessageContaining(message);
    }
  }

  private static void foreignKeys(SignatureCase one) throws Exception {
    if (one.isRawPss()) {
      // No JDK provider signs a ready digest this way.
      refuses(one, opened -> opened.initSign(software("RSA").getPrivate()), "no other provider");
      return;
    }
    if (one.isMlDsa() && Runtime.version().feature() < 24) {
      // No provider of this JDK supports it.
      PrivateKey foreign = MlDsaTest.ofBouncyCastle(one.row().name()).getPrivate();
      refuses(one, opened -> opened.initSign(foreign), "no other provider");
      return;
    }
    KeyPair pair = software(one.isMlDsa() ? one.row().name() : one.key().getAlgorithm());
    byte[] message = one.message(0);
    long requests =
        one.vault()
            .requestsOf(
                () -> {
                  Signature signature = one.open();
                  if (one.isPss()) {
                    // As JSSE does: this binds the object to the first provider with the name,
                    // which is always ours for names that the JDK lacks.
                    signature.setParameter(one.pssParameters());
                  }
                  signature.initSign(pair.getPrivate());
                  one.setParameters(signature);
                  signature.update(message);
                  byte[] signed = signature.sign();
                  signature.initVerify(pair.getPublic());
                  signature.update(message);
                  assertThat(signature.verify(signed)).isTrue();
                  signature.update(one.message(1));
                  assertThat(signature.verify(signed)).isFalse();
                });
    assertThat(requests).isZero();
  }

  private static KeyPair software(String algorithm) throws GeneralSecurityException {
    return SOFTWARE_KEYS.computeIfAbsent(
        algorithm,
        missing -> {
          try {
            return KeyPairGenerator.getInstance(missing).generateKeyPair();
          } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
          }
        });
  }

  private static final java.util.Map<String, KeyPair> SOFTWARE_KEYS =
      new java.util.concurrent.ConcurrentHashMap<>();

  private static void failingVault(SignatureCase one) throws Exception {
    byte[] signed = one.sign(one.message(0));
    Signature verifier = one.verifying();
    for (Fault fault :
        List.of(Fault.garbage(), Fault.unavailable(), Fault.reset(), Fault.truncated())) {
      one.vault().server().faults().inject("keys/verify", 1, fault);
      verifier.update(one.message(0));
      assertThatThrownBy(() -> verifier.verify(signed))
          .as(fault.toString())
          .isExactlyInstanceOf(SignatureException.class)
          .hasMessageContaining("Verifying")
          .hasCauseInstanceOf(VaultException.class);
    }
    verifier.update(one.message(0));
    assertThat(verifier.verify(signed)).isTrue();
  }

  private static void malformed(SignatureCase one) throws Exception {
    byte[] signed = one.sign(one.message(0));
    Signature verifier = one.verifying();
    byte[] longer = java.util.Arrays.copyOf(signed, signed.length + 1);
    byte[] shorter = java.util.Arrays.copyOf(signed, signed.length - 1);
    byte[] high = signed.clone();
    java.util.Arrays.fill(high, (byte) 0xff);
    for (byte[] wrong :
        List.of(new byte[0], new byte[1], shorter, longer, new byte[signed.length], high)) {
      verifier.update(one.message(0));
      try {
        long requests = one.vault().requestsOf(() -> assertThat(verifier.verify(wrong)).isFalse());
        assertThat(requests).isLessThanOrEqualTo(1);
      } catch (SignatureException e) {
        assertThat(e).hasMessageContaining("signature");
        assertThat(e.getCause() instanceof VaultException).isFalse();
      } catch (GeneralSecurityException e) {
        throw new AssertionError("only a SignatureException is expected", e);
      }
    }
    verifier.update(one.message(0));
    assertThat(verifier.verify(signed)).isTrue();
  }

  private static void corruptionSweep(SignatureCase one, int step) throws Exception {
    byte[] signed = one.sign(one.message(0));
    Signature verifier = one.verifying();
    IntStream indices = IntStream.iterate(0, i -> i < signed.length, i -> i + step);
    for (int i : IntStream.concat(indices, IntStream.of(signed.length - 1)).toArray()) {
      verifier.update(one.message(0));
      boolean accepted;
      try {
        accepted = verifier.verify(Bytes.flipped(signed, i));
      } catch (SignatureException malformed) {
        assertThat(one.key()).isInstanceOf(EcPrivateHandle.class);
        assertThat(malformed.getCause() instanceof VaultException).isFalse();
        accepted = false;
      }
      assertThat(accepted).as("byte %d flipped", i).isFalse();
    }
    verifier.update(one.message(0));
    assertThat(verifier.verify(signed)).isTrue();
  }

  private static void flatMemory(SignatureCase one, int length) throws Exception {
    if (one.isRaw()) {
      Signature signature = one.signing();
      byte[] piece = Bytes.of(1 << 16);
      for (int i = 0; i < length; i += piece.length) {
        signature.update(piece);
      }
      assertThat(
              one.vault()
                  .requestsOf(
                      () ->
                          assertThatThrownBy(signature::sign)
                              .isExactlyInstanceOf(SignatureException.class)
                              .hasMessageContaining("it has " + length + " bytes")))
          .isZero();
      signature.update(one.message(0));
      assertThat(one.verifiesElsewhere(one.message(0), signature.sign())).isTrue();
      return;
    }
    byte[] message = Bytes.of(length);
    int half = length / 2;
    ByteBuffer direct = ByteBuffer.allocateDirect(half).put(message, half, half).flip();
    Signature signature = one.signing();
    signature.update(new byte[1 << 16]);
    signature.update(ByteBuffer.allocateDirect(1 << 16));
    signature.initSign(one.key());
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long before = threads.getThreadAllocatedBytes(Thread.currentThread().getId());
    for (int i = 0; i < half; i += 1 << 13) {
      signature.update(message, i, 1 << 13);
    }
    signature.update(direct);
    long allocated = threads.getThreadAllocatedBytes(Thread.currentThread().getId()) - before;
    assertThat(allocated).as("bytes allocated for %d", length).isLessThan(length / 8);
    assertThat(one.verifiesElsewhere(message, signature.sign())).isTrue();
  }

  private static void threadsOnOneHandle(SignatureCase one, int rounds) throws Exception {
    Threads.run(
        number -> {
          for (int round = 0; round < rounds; round++) {
            byte[] message = one.message(number * 10 + round);
            byte[] signed = one.sign(message);
            assertThat(one.verifiesElsewhere(message, signed)).isTrue();
          }
          return null;
        });
  }

  /**
   * Misuse must do no harm: each signature covers a whole number of complete updates. A NONE
   * algorithm may refuse several updates as too long and an empty message, but not every message.
   */
  private static void threadsOnOneObject(SignatureCase one) throws Exception {
    Signature shared = one.signing();
    byte[] message = one.message(0);
    List<byte[]> signatures = List.of();
    for (int storm = 0; signatures.isEmpty() && storm < MOST_STORMS; storm++) {
      signatures =
          Threads.run(number -> signedOrRefused(one, shared, message)).stream()
              .flatMap(Optional::stream)
              .toList();
    }
    assertThat(signatures).hasSizeBetween(one.isRaw() ? 1 : Threads.COUNT, Threads.COUNT);
    for (byte[] signed : signatures) {
      assertThat(one.verifiesRepeated(message, signed, Threads.COUNT)).isTrue();
    }
    shared.initSign(one.key());
    shared.update(message);
    assertThat(one.verifiesElsewhere(message, shared.sign())).isTrue();
  }

  private static Optional<byte[]> signedOrRefused(
      SignatureCase one, Signature shared, byte[] message) throws SignatureException {
    try {
      shared.update(message);
      return Optional.of(shared.sign());
    } catch (SignatureException refused) {
      if (!one.isRaw() || refused.getCause() != null) {
        throw refused;
      }
      return Optional.empty();
    }
  }
}
