package io.vaultjca.conformance.signature;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import io.vaultjca.conformance.fixture.Bytes;
import io.vaultjca.conformance.fixture.Position;
import io.vaultjca.conformance.fixture.TestVault;
import io.vaultjca.conformance.fixture.Threads;
import io.vaultjca.embedded.Fault;
import io.vaultjca.key.VaultEcPrivateKey;
import io.vaultjca.provider.table.KeyClasses;
import io.vaultjca.provider.table.ServiceRow;
import io.vaultjca.provider.table.ServiceTable;
import io.vaultjca.vault.VaultException;
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
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * Every signature of the table with every key that fits: what the JCA promises, whoever stands
 * first, checked by another implementation.
 */
class SignatureConformanceTest {
  private static final List<String> RSA_KEYS = List.of("rsa-2048", "rsa-3072", "rsa-4096");
  private static final List<String> EC_KEYS = List.of("ec-p256", "ec-p256k", "ec-p384", "ec-p521");

  private interface Check {
    void of(SignatureCase one) throws Exception;
  }

  /** Checks that hold for every row, key and position. */
  private static final List<Named> EVERYWHERE =
      List.of(
          new Named("signs for another implementation", SignatureConformanceTest::signs),
          new Named(
              "verifies what it signed, and nothing else", SignatureConformanceTest::verifies),
          new Named(
              "sends one request an operation, none at init", SignatureConformanceTest::counts),
          new Named("takes every split of the message", SignatureConformanceTest::splits),
          new Named("begins anew after a signature", SignatureConformanceTest::resetsAfterSuccess),
          new Named("begins anew after a failure", SignatureConformanceTest::resetsAfterFailure),
          new Named("begins anew with every init", SignatureConformanceTest::resetsAtInit),
          new Named("forgets its key when an init fails", SignatureConformanceTest::failedInit),
          new Named("changes its key", SignatureConformanceTest::changesKey),
          new Named("refuses the wrong mode", SignatureConformanceTest::wrongMode),
          new Named("refuses a clone", SignatureConformanceTest::refusesClone),
          new Named("refuses no key and the wrong type", SignatureConformanceTest::wrongKeys),
          new Named("hands a foreign key on", SignatureConformanceTest::foreignKeys),
          new Named("a failing vault is never false", SignatureConformanceTest::failingVault),
          new Named("a malformed signature is not accepted", SignatureConformanceTest::malformed));

  /** What the size of the modulus matters to: the large keys are slow. */
  private static final int CHECKS_OF_LARGE_KEYS = 3;

  /** Checks that cost many requests or much time: once for every row and kind of key. */
  private static final List<Named> NAMED_ONLY =
      List.of(
          new Named("no flipped byte is accepted", SignatureConformanceTest::corruptionSweep),
          new Named("streams 16 MiB in flat memory", SignatureConformanceTest::flatMemory),
          new Named("16 threads on one handle", SignatureConformanceTest::threadsOnOneHandle),
          new Named("16 threads on one object", SignatureConformanceTest::threadsOnOneObject));

  private record Named(String name, Check check) {}

  /** Which provider a public handle reaches when none is named: it is a real public key. */
  @Test
  void publicHandlesGoToWhomeverStandsFirst() throws Exception {
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
        .map(row -> DynamicContainer.dynamicContainer(row.name(), cases(row).map(c -> node(c))));
  }

  private static Stream<SignatureCase> cases(ServiceRow row) {
    List<SignatureCase> cases = new ArrayList<>();
    List<String> hashes =
        row.name().equals("RSASSA-PSS")
            ? List.of("SHA-256", "SHA-384", "SHA-512")
            : List.of(row.digest());
    for (Position position : Position.values()) {
      for (String hash : hashes) {
        for (String key : row.keys() == KeyClasses.RSA ? RSA_KEYS : EC_KEYS) {
          cases.add(new SignatureCase(row, TestVault.vault(), key, position, hash));
        }
        if (!row.serviceAlgorithm().equals("RSNULL")) {
          String key = row.keys() == KeyClasses.RSA ? "hsm-rsa-2048" : "hsm-ec-p256";
          cases.add(new SignatureCase(row, TestVault.hsm(), key, position, hash));
        }
      }
    }
    return cases.stream();
  }

  private static DynamicNode node(SignatureCase one) {
    List<Named> checks = new ArrayList<>(EVERYWHERE);
    if (one.keyName().matches("rsa-(3072|4096)")) {
      checks = EVERYWHERE.subList(0, CHECKS_OF_LARGE_KEYS);
    } else if (one.position() == Position.NAMED && one.vault() == TestVault.vault()) {
      checks.addAll(NAMED_ONLY);
    }
    return DynamicContainer.dynamicContainer(
        one.toString(),
        checks.stream()
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

  private static void splits(SignatureCase one) throws Exception {
    byte[] message = one.message(3);
    List<Split> ways =
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
    for (Split way : ways) {
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
    for (int number = 0; number < 3; number++) {
      signature.update(one.message(number));
      assertThat(one.verifiesElsewhere(one.message(number), signature.sign())).isTrue();
    }
    Signature verifier = one.verifying();
    for (int number = 0; number < 3; number++) {
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
    String otherName = one.row().keys() == KeyClasses.RSA ? "rsa-other" : "ec-other";
    SignatureCase other =
        new SignatureCase(one.row(), vault, otherName, one.position(), one.pssDigest());
    Signature signature = one.signing();
    signature.update(one.message(1));
    signature.initSign(other.key());
    signature.update(one.message(2));
    byte[] signed = signature.sign();
    assertThat(other.verifiesElsewhere(one.message(2), signed)).isTrue();
    if (one.key().publicKey().getAlgorithm().equals("RSA") || one.isP1363()) {
      if (!sameForm(one, other)) {
        return;
      }
    }
    assertThat(one.verify(one.message(2), signed)).isFalse();
  }

  private static boolean sameForm(SignatureCase one, SignatureCase other) throws Exception {
    return one.sign(one.message(1)).length == other.sign(one.message(1)).length;
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
    Signature signature = Signature.getInstance(one.row().name(), "AzureKeyVault");
    assertThatThrownBy(() -> signature.initSign(null))
        .isExactlyInstanceOf(InvalidKeyException.class)
        .hasMessageContaining(one.row().name());
    assertThatThrownBy(() -> signature.initVerify((PublicKey) null))
        .isExactlyInstanceOf(InvalidKeyException.class);
    boolean rsa = one.row().keys() == KeyClasses.RSA;
    PrivateKey wrong = TestVault.vault().privateKey(rsa ? "ec-p256" : "rsa-2048");
    assertThatThrownBy(() -> signature.initSign(wrong))
        .isExactlyInstanceOf(InvalidKeyException.class)
        .hasMessageContaining("needs an " + (rsa ? "RSA" : "EC") + " key")
        .hasMessageContaining(wrong.toString());
    assertThatThrownBy(
            () ->
                signature.initVerify(
                    TestVault.vault().privateKey(rsa ? "ec-p256" : "rsa-2048").publicKey()))
        .isExactlyInstanceOf(InvalidKeyException.class);
    PrivateKey strange = software("X25519").getPrivate();
    assertThatThrownBy(() -> signature.initSign(strange))
        .isExactlyInstanceOf(InvalidKeyException.class)
        .hasMessageContaining("is no key of a vault");
  }

  private static void foreignKeys(SignatureCase one) throws Exception {
    KeyPair pair = software(one.row().keys() == KeyClasses.RSA ? "RSA" : "EC");
    byte[] message = one.message(0);
    long requests =
        one.vault()
            .requestsOf(
                () -> {
                  Signature signature = one.open();
                  if (one.isPss() && one.position() != Position.LAST) {
                    // As JSSE does: this binds the object to the first provider.
                    signature.setParameter(one.pssParameters());
                  }
                  if (one.position() == Position.LAST && one.row().name().contains("withRSASSA")) {
                    return; // No other provider has the name.
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
    Signature verifier = Signature.getInstance(one.row().name(), "AzureKeyVault");
    verifier.initVerify(one.key().publicKey());
    one.setParameters(verifier);
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
    Signature verifier = Signature.getInstance(one.row().name(), "AzureKeyVault");
    verifier.initVerify(one.key().publicKey());
    one.setParameters(verifier);
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

  private static void corruptionSweep(SignatureCase one) throws Exception {
    byte[] signed = one.sign(one.message(0));
    Signature verifier = one.verifying();
    for (int i = 0; i < signed.length; i++) {
      verifier.update(one.message(0));
      boolean accepted;
      try {
        accepted = verifier.verify(Bytes.flipped(signed, i));
      } catch (SignatureException malformed) {
        assertThat(one.key()).isInstanceOf(VaultEcPrivateKey.class);
        assertThat(malformed.getCause() instanceof VaultException).isFalse();
        accepted = false;
      }
      assertThat(accepted).as("byte %d flipped", i).isFalse();
    }
    verifier.update(one.message(0));
    assertThat(verifier.verify(signed)).isTrue();
  }

  private static void flatMemory(SignatureCase one) throws Exception {
    if (one.isRaw()) {
      Signature signature = one.signing();
      byte[] piece = Bytes.of(1 << 16);
      for (int i = 0; i < 256; i++) {
        signature.update(piece);
      }
      assertThat(
              one.vault()
                  .requestsOf(
                      () ->
                          assertThatThrownBy(signature::sign)
                              .isExactlyInstanceOf(SignatureException.class)
                              .hasMessageContaining("it has 16777216 bytes")))
          .isZero();
      signature.update(one.message(0));
      assertThat(one.verifiesElsewhere(one.message(0), signature.sign())).isTrue();
      return;
    }
    byte[] message = Bytes.of(1 << 24);
    ByteBuffer direct = direct(message);
    Signature signature = one.signing();
    signature.update(new byte[1 << 16]);
    signature.update(ByteBuffer.allocateDirect(1 << 16));
    signature.initSign(one.key());
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long before = threads.getThreadAllocatedBytes(Thread.currentThread().getId());
    for (int i = 0; i < message.length; i += 1 << 13) {
      signature.update(message, i, 1 << 13);
    }
    signature.update(direct);
    long allocated = threads.getThreadAllocatedBytes(Thread.currentThread().getId()) - before;
    assertThat(allocated).as("bytes allocated for 32 MiB").isLessThan(1 << 20);
    byte[] twice = java.util.Arrays.copyOf(message, message.length * 2);
    System.arraycopy(message, 0, twice, message.length, message.length);
    assertThat(one.verifiesElsewhere(twice, signature.sign())).isTrue();
  }

  private static void threadsOnOneHandle(SignatureCase one) throws Exception {
    Threads.run(
        number -> {
          for (int round = 0; round < 3; round++) {
            byte[] message = one.message(number * 10 + round);
            byte[] signed = one.sign(message);
            assertThat(one.verifiesElsewhere(message, signed)).isTrue();
          }
          return null;
        });
  }

  /** Wrong, but it must do no harm: whatever is signed is a whole number of whole updates. */
  private static void threadsOnOneObject(SignatureCase one) throws Exception {
    Signature shared = one.signing();
    byte[] message = one.message(0);
    List<byte[]> signatures =
        Threads.run(
            number -> {
              try {
                shared.update(message);
                return shared.sign();
              } catch (SignatureException refused) {
                return null;
              }
            });
    for (byte[] signed : signatures) {
      if (signed != null) {
        assertThat(one.verifiesRepeated(message, signed, Threads.COUNT)).isTrue();
      }
    }
    shared.initSign(one.key());
    shared.update(message);
    assertThat(one.verifiesElsewhere(message, shared.sign())).isTrue();
  }
}
