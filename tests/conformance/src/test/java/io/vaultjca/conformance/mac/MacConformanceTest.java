package io.vaultjca.conformance.mac;

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
import io.vaultjca.provider.table.ServiceRow;
import io.vaultjca.provider.table.ServiceTable;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.InvalidAlgorithmParameterException;
import java.security.InvalidKeyException;
import java.security.Key;
import java.security.MessageDigest;
import java.security.ProviderException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import javax.crypto.Mac;
import javax.crypto.SecretKey;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.parallel.ResourceLock;

/**
 * The MACs of a Managed HSM equal the JDK's HMAC of the JDK's digest. With the provider first and
 * last, each row runs all {@link #CHECKS} with {@code -Pfull}, and only {@link #OF_THE_POSITION}
 * without it.
 */
@ResourceLock(TestVault.SHARED)
class MacConformanceTest {
  private record Case(ServiceRow row, String keyName, Position position) {
    Mac open() throws GeneralSecurityException {
      return position == Position.NAMED
          ? Mac.getInstance(row.name(), "AzureKeyVault")
          : Mac.getInstance(row.name());
    }

    Mac ours() throws GeneralSecurityException {
      Mac mac = open();
      mac.init(key());
      return mac;
    }

    SecretKey key() {
      return TestVault.hsm().secretKey(keyName);
    }

    byte[] theirs(byte[] message) throws GeneralSecurityException {
      Mac mac = Mac.getInstance("HmacSHA" + row.name().substring(2), "SunJCE");
      mac.init(TestVault.hsm().known(keyName));
      return mac.doFinal(
          MessageDigest.getInstance(row.digest().orElseThrow().standardName(), "SUN")
              .digest(message));
    }

    @Override
    public String toString() {
      return row.name() + ", " + keyName + ", provider " + position;
    }
  }

  private interface Check {
    void of(Case one) throws Exception;
  }

  private record Named(String name, Check check) {}

  private static final Named COUNTS =
      new Named("sends one request per operation, none at init", MacConformanceTest::counts);
  private static final Named CHANGES_KEY =
      new Named("changes its key", MacConformanceTest::changesKey);
  private static final Named WRONG_KEYS =
      new Named("refuses wrong keys and parameters", MacConformanceTest::wrongKeys);
  private static final Named REFUSES_CLONE =
      new Named("refuses a clone", MacConformanceTest::refusesClone);

  private static final List<Named> CHECKS =
      List.of(
          new Named("is the HMAC of the digest", MacConformanceTest::computes),
          COUNTS,
          new Named("accepts every split of the message", MacConformanceTest::splits),
          new Named("starts over", MacConformanceTest::resets),
          CHANGES_KEY,
          WRONG_KEYS,
          REFUSES_CLONE,
          new Named("16 threads on one handle", MacConformanceTest::threads),
          new Named("16 threads on one object", MacConformanceTest::threadsOnOneObject));

  /** Slow, so it runs once per row. */
  private static final Named STREAMS =
      new Named("streams 16 MiB in flat memory", MacConformanceTest::flatMemory);

  /** Checks that depend on the position: the JCA looks for a provider at each init. */
  private static final List<Named> OF_THE_POSITION =
      List.of(COUNTS, CHANGES_KEY, WRONG_KEYS, REFUSES_CLONE);

  private static Stream<Named> checks(Case one) {
    boolean named = one.position() == Position.NAMED;
    boolean longest = one.keyName().equals("oct-256");
    if (!Full.RUN && !named) {
      return longest ? OF_THE_POSITION.stream() : Stream.empty();
    }
    return Stream.concat(CHECKS.stream(), named && longest ? Stream.of(STREAMS) : Stream.empty());
  }

  @TestFactory
  Stream<DynamicNode> everyRowWithEveryKeyAtEveryPosition() {
    List<Case> cases = new ArrayList<>();
    for (ServiceRow row : ServiceTable.rows()) {
      if (row.type().equals("Mac")) {
        for (Position position : Position.values()) {
          for (int bits : new int[] {128, 192, 256}) {
            Case one = new Case(row, "oct-" + bits, position);
            if (checks(one).findAny().isPresent()) {
              cases.add(one);
            }
          }
        }
      }
    }
    return cases.stream()
        .map(
            one ->
                DynamicContainer.dynamicContainer(
                    one.toString(),
                    checks(one)
                        .map(
                            check ->
                                DynamicTest.dynamicTest(
                                    check.name() + ": " + one,
                                    () -> one.position().during(() -> check.check().of(one))))));
  }

  private static void computes(Case one) throws Exception {
    for (int length : new int[] {0, 1, 63, 64, 65, 1000, 1 << 20}) {
      byte[] message = Bytes.of(length);
      assertThat(one.ours().doFinal(message)).isEqualTo(one.theirs(message));
    }
    assertThat(one.ours().getMacLength()).isEqualTo(one.theirs(new byte[0]).length);
  }

  private static void counts(Case one) throws Exception {
    one.ours().doFinal();
    Mac[] held = new Mac[1];
    assertThat(TestVault.hsm().requestsOf(() -> held[0] = one.ours())).isZero();
    assertThat(TestVault.hsm().requestsOf(() -> held[0].update(Bytes.of(100)))).isZero();
    assertThat(TestVault.hsm().requestsOf(() -> held[0].doFinal())).isEqualTo(1);
  }

  private static void splits(Case one) throws Exception {
    byte[] message = Bytes.of(300);
    Mac mac = one.ours();
    mac.update(new byte[0]);
    for (byte b : message) {
      mac.update(b);
    }
    mac.update(ByteBuffer.allocate(0));
    assertThat(mac.doFinal()).isEqualTo(one.theirs(message));
    mac.update(message, 0, 100);
    mac.update(ByteBuffer.wrap(message, 100, 100).asReadOnlyBuffer());
    mac.update(ByteBuffer.allocateDirect(100).put(message, 200, 100).flip());
    byte[] output = new byte[100];
    mac.doFinal(output, 3);
    assertThat(Arrays.copyOfRange(output, 3, 3 + mac.getMacLength()))
        .isEqualTo(one.theirs(message));
  }

  private static void flatMemory(Case one) throws Exception {
    byte[] message = Bytes.of(1 << 24);
    ByteBuffer direct = ByteBuffer.allocateDirect(message.length).put(message).flip();
    Mac mac = one.ours();
    mac.update(message, 0, 1 << 13);
    mac.update(ByteBuffer.allocateDirect(1 << 13));
    mac.reset();
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long before = threads.getThreadAllocatedBytes(Thread.currentThread().getId());
    for (int i = 0; i < message.length; i += 1 << 13) {
      mac.update(message, i, 1 << 13);
    }
    mac.update(direct);
    long allocated = threads.getThreadAllocatedBytes(Thread.currentThread().getId()) - before;
    assertThat(allocated).as("bytes allocated for 32 MiB").isLessThan(1 << 20);
    byte[] twice = Arrays.copyOf(message, message.length * 2);
    System.arraycopy(message, 0, twice, message.length, message.length);
    assertThat(mac.doFinal()).isEqualTo(one.theirs(twice));
  }

  private static void changesKey(Case one) throws Exception {
    Case other =
        new Case(
            one.row(), one.keyName().equals("oct-256") ? "oct-128" : "oct-256", one.position());
    Mac mac = one.ours();
    mac.update(Bytes.of(5));
    mac.init(other.key());
    assertThat(mac.doFinal(Bytes.of(9)))
        .isEqualTo(other.theirs(Bytes.of(9)))
        .isNotEqualTo(one.theirs(Bytes.of(9)));
    assertThatThrownBy(() -> mac.init(null)).isInstanceOf(InvalidKeyException.class);
    assertThat(
            TestVault.hsm()
                .requestsOf(
                    () ->
                        assertThatThrownBy(mac::doFinal).isInstanceOf(IllegalStateException.class)))
        .as("after a failed init")
        .isZero();
    mac.init(one.key());
    assertThat(mac.doFinal(Bytes.of(9))).isEqualTo(one.theirs(Bytes.of(9)));
  }

  private static void resets(Case one) throws Exception {
    Mac mac = one.ours();
    mac.update(Bytes.of(5));
    mac.reset();
    assertThat(mac.doFinal(Bytes.of(9))).isEqualTo(one.theirs(Bytes.of(9)));
    mac.update(Bytes.of(5));
    TestVault.hsm().server().faults().inject("keys/sign", 1, Fault.unavailable());
    assertThatThrownBy(mac::doFinal)
        .isExactlyInstanceOf(ProviderException.class)
        .hasMessageContaining(one.keyName())
        .hasCauseInstanceOf(VaultException.class);
    assertThat(mac.doFinal(Bytes.of(9))).isEqualTo(one.theirs(Bytes.of(9)));
    mac.update(Bytes.of(5));
    mac.init(one.key());
    assertThat(mac.doFinal(Bytes.of(9))).isEqualTo(one.theirs(Bytes.of(9)));
  }

  private static void wrongKeys(Case one) throws Exception {
    refuses(one, null, "it was given null");
    refuses(
        one,
        new SecretKeySpec(new byte[32], "HmacSHA256"),
        "For a key in the JVM use HmacSHA" + one.row().name().substring(2));
    refuses(one, TestVault.vault().privateKey("rsa-2048"), "needs a symmetric key");
    Mac mac = one.ours();
    assertThatThrownBy(() -> mac.init(one.key(), new IvParameterSpec(new byte[16])))
        .isExactlyInstanceOf(InvalidAlgorithmParameterException.class)
        .hasMessageContaining("takes no parameters");
    assertThatThrownBy(mac::doFinal).isInstanceOf(IllegalStateException.class);
  }

  /** Without a named provider the message is the JCA's, which finds no provider for the key. */
  private static void refuses(Case one, Key key, String message) throws Exception {
    Mac mac = one.open();
    var refused =
        assertThatThrownBy(() -> mac.init(key)).isExactlyInstanceOf(InvalidKeyException.class);
    if (one.position() == Position.NAMED) {
      refused.hasMessageContaining(message);
    }
  }

  private static void refusesClone(Case one) throws Exception {
    Mac mac = one.ours();
    assertThatThrownBy(mac::clone).isInstanceOf(CloneNotSupportedException.class);
  }

  private static void threads(Case one) throws Exception {
    Threads.run(
        number -> {
          byte[] message = Bytes.of(number);
          assertThat(one.ours().doFinal(message)).isEqualTo(one.theirs(message));
          return null;
        });
  }

  /** Misuse must do no harm: each result covers a whole number of complete updates. */
  private static void threadsOnOneObject(Case one) throws Exception {
    Mac shared = one.ours();
    byte[] message = Bytes.of(100);
    List<byte[]> possible = new ArrayList<>();
    for (int times = 0; times <= Threads.COUNT; times++) {
      byte[] repeated = new byte[message.length * times];
      for (int i = 0; i < times; i++) {
        System.arraycopy(message, 0, repeated, i * message.length, message.length);
      }
      possible.add(one.theirs(repeated));
    }
    for (byte[] made :
        Threads.run(
            number -> {
              shared.update(message);
              return shared.doFinal();
            })) {
      assertThat(possible).anyMatch(right -> Arrays.equals(right, made));
    }
    assertThat(shared.doFinal(message)).isEqualTo(one.theirs(message));
  }
}
