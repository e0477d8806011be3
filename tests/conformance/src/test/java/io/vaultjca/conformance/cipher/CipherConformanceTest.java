package io.vaultjca.conformance.cipher;

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
import io.vaultjca.handle.PrivateHandle;
import io.vaultjca.provider.table.KeyClasses;
import io.vaultjca.provider.table.ServiceRow;
import io.vaultjca.provider.table.ServiceTable;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.InvalidAlgorithmParameterException;
import java.security.InvalidKeyException;
import java.security.Key;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.ProviderException;
import java.security.spec.AlgorithmParameterSpec;
import java.security.spec.ECGenParameterSpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;
import javax.crypto.AEADBadTagException;
import javax.crypto.BadPaddingException;
import javax.crypto.Cipher;
import javax.crypto.IllegalBlockSizeException;
import javax.crypto.KeyGenerator;
import javax.crypto.SecretKey;
import javax.crypto.ShortBufferException;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import javax.security.auth.DestroyFailedException;
import javax.security.auth.Destroyable;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.parallel.ResourceLock;

/**
 * Every transformation of the table with every key that fits, with the provider first, last and
 * named, in both directions against the JDK's own implementation with the same key.
 *
 * <p>With the provider last, a public handle goes to the JDK (see {@code DIFFERENCES.md}). There,
 * encrypting and wrapping with RSA name the provider.
 *
 * <p>A case is a row, a key and a position. With {@code -Pfull} each case runs all {@link #CHECKS}
 * that concern its transformation. RSA keys of 3072 and 4096 bits decrypt slowly, so they try four
 * flipped bytes instead of sixteen. AES encrypts the longest input only with a key of 256 bits and
 * the provider named, and 64 KiB otherwise. No test streams 16 MiB: the input goes out in one
 * request, whose answer is bounded.
 *
 * <p>Without {@code -Pfull} one typical key of each row runs all checks with the provider named,
 * and {@link #OF_THE_POSITION} with the provider first and last. The other keys run {@link
 * #OF_THE_KEY} with the provider named.
 */
@ResourceLock(TestVault.SHARED)
class CipherConformanceTest {
  private interface Check {
    void of(CipherCase one) throws Exception;
  }

  private record Named(String name, Predicate<CipherCase> concerns, Check check) {
    Named(String name, Check check) {
      this(name, one -> true, check);
    }
  }

  /** The longest plaintext that goes out in one request, in bytes. */
  private static final int LONGEST = 3_000_000;

  private static final Named ENCRYPTS =
      new Named("encrypts for the JDK", CipherConformanceTest::encrypts);
  private static final Named DECRYPTS =
      new Named("decrypts what the JDK encrypted", CipherConformanceTest::decrypts);
  private static final Named WRAPS =
      new Named("wraps for the JDK and unwraps from it", CipherConformanceTest::wraps);
  private static final Named COUNTS =
      new Named("sends one request an operation, none at init", CipherConformanceTest::counts);
  private static final Named SIZES = new Named("reports its sizes", CipherConformanceTest::sizes);
  private static final Named LENGTHS =
      new Named("refuses the wrong length before a request", CipherConformanceTest::lengths);
  private static final Named RESETS_AT_INIT =
      new Named("begins anew with every init", CipherConformanceTest::resetsAtInit);
  private static final Named FAILED_INIT =
      new Named("forgets its key when an init fails", CipherConformanceTest::failedInit);
  private static final Named WRONG_MODE =
      new Named("refuses the wrong mode", CipherConformanceTest::wrongMode);
  private static final Named WRONG_KEYS =
      new Named("refuses no key and wrong keys", CipherConformanceTest::wrongKeys);
  private static final Named WRONG_PARAMETERS =
      new Named("refuses wrong parameters", CipherConformanceTest::wrongParameters);
  private static final Named FOREIGN_KEYS =
      new Named("delegates a foreign key", CipherConformanceTest::foreignKeys);

  private static final List<Named> CHECKS =
      List.of(
          ENCRYPTS,
          DECRYPTS,
          WRAPS,
          COUNTS,
          SIZES,
          LENGTHS,
          new Named("takes every split of the input", CipherConformanceTest::splits),
          new Named("begins anew after an operation", CipherConformanceTest::resetsAfterSuccess),
          new Named("begins anew after a failure", CipherConformanceTest::resetsAfterFailure),
          RESETS_AT_INIT,
          new Named("changes its key", CipherConformanceTest::changesKey),
          FAILED_INIT,
          WRONG_MODE,
          new Named("refuses a buffer that is too short", CipherConformanceTest::shortBuffers),
          WRONG_KEYS,
          WRONG_PARAMETERS,
          FOREIGN_KEYS,
          new Named("refuses a changed ciphertext", CipherConformanceTest::corruption),
          new Named("16 threads on one handle", CipherConformanceTest::threadsOnOneHandle),
          new Named("16 threads on one object", CipherConformanceTest::threadsOnOneObject),
          new Named(
              "takes an empty plaintext",
              one -> !one.isKeyWrap(),
              CipherConformanceTest::emptyPlaintext),
          new Named(
              "authenticates additional data alone",
              CipherCase::isGcm,
              CipherConformanceTest::additionalDataAlone),
          new Named(
              "treats an empty ciphertext as the JDK does", CipherConformanceTest::emptyCiphertext),
          new Named(
              "takes 3,000,000 bytes in pieces",
              CipherConformanceTest::takesLongest,
              one -> longInput(one, LONGEST)),
          new Named(
              "takes 64 KiB in pieces",
              one -> !one.isRsa() && !takesLongest(one),
              one -> longInput(one, 1 << 16)),
          new Named(
              "counts input that is too long without keeping it", CipherConformanceTest::tooLong));

  /** The checks whose result depends on the size of the key, and on whether it is known. */
  private static final List<Named> OF_THE_KEY =
      List.of(ENCRYPTS, DECRYPTS, WRAPS, COUNTS, SIZES, LENGTHS, WRONG_KEYS);

  /** The checks in which the JCA takes part: it looks for a provider at each init. */
  private static final List<Named> OF_THE_POSITION =
      List.of(
          ENCRYPTS,
          COUNTS,
          RESETS_AT_INIT,
          FAILED_INIT,
          WRONG_MODE,
          WRONG_KEYS,
          WRONG_PARAMETERS,
          FOREIGN_KEYS);

  private static List<Named> checks(CipherCase one) {
    boolean named = one.position() == Position.NAMED;
    // AES_128, AES_192 and AES_256 only demand the size of the key.
    boolean standsForOthers = one.isTypical() && !one.row().name().startsWith("AES_");
    if (Full.RUN || (named && standsForOthers)) {
      return CHECKS;
    }
    return named ? OF_THE_KEY : standsForOthers ? OF_THE_POSITION : List.of();
  }

  private static boolean takesLongest(CipherCase one) {
    return (one.isGcm() || one.isCbc())
        && one.position() == Position.NAMED
        && one.keyName().equals("oct-256")
        && one.sizeKnown()
        && (Full.RUN || one.row().name().equals("AES/GCM/NoPadding"));
  }

  private static final KeyPair RSA = pair("RSA");
  private static final KeyPair EC = pair("EC");

  @TestFactory
  Stream<DynamicNode> everyRowWithEveryKeyAtEveryPosition() {
    return ServiceTable.rows().stream()
        .filter(row -> row.type().equals("Cipher"))
        .map(
            row ->
                DynamicContainer.dynamicContainer(
                    row.name(), cases(row).filter(c -> !checks(c).isEmpty()).map(c -> node(c))));
  }

  private static Stream<CipherCase> cases(ServiceRow row) {
    List<CipherCase> cases = new ArrayList<>();
    for (Position position : Position.values()) {
      if (row.keys() == KeyClasses.RSA) {
        for (int bits : new int[] {2048, 3072, 4096}) {
          cases.add(new CipherCase(row, "rsa-known-" + bits, true, position));
        }
        cases.add(new CipherCase(row, "hsm-rsa-known-2048", true, position));
        continue;
      }
      for (int bits : new int[] {128, 192, 256}) {
        boolean named = row.name().startsWith("AES_");
        if (!named || row.name().startsWith("AES_" + bits)) {
          cases.add(new CipherCase(row, "oct-" + bits, true, position));
          if (named || bits == 256 || row.name().contains("/KW")) {
            cases.add(new CipherCase(row, "oct-" + bits, false, position));
          }
        }
      }
    }
    return cases.stream();
  }

  private static DynamicNode node(CipherCase one) {
    return DynamicContainer.dynamicContainer(
        one.toString(),
        checks(one).stream()
            .filter(check -> check.concerns().test(one))
            .map(
                check ->
                    DynamicTest.dynamicTest(
                        check.name() + ": " + one,
                        () -> one.position().during(() -> check.check().of(one)))));
  }

  private static void encrypts(CipherCase one) throws Exception {
    for (int number : new int[] {0, 1, 5}) {
      Cipher ours = one.ours(Cipher.ENCRYPT_MODE);
      assertThat(ours.getProvider().getName()).isEqualTo("AzureKeyVault");
      if (one.isGcm()) {
        ours.updateAAD(Bytes.of(5));
      }
      byte[] sealed = ours.doFinal(one.message(number));
      Cipher theirs = one.theirs(Cipher.DECRYPT_MODE, ours);
      if (one.isGcm()) {
        theirs.updateAAD(Bytes.of(5));
      }
      assertThat(theirs.doFinal(sealed)).isEqualTo(one.message(number));
    }
    if (one.isRsa()) {
      byte[] longest = Bytes.of(one.limit());
      Cipher ours = one.ours(Cipher.ENCRYPT_MODE);
      byte[] sealed = ours.doFinal(longest);
      assertThat(one.theirs(Cipher.DECRYPT_MODE, ours).doFinal(sealed)).isEqualTo(longest);
    }
  }

  private static void decrypts(CipherCase one) throws Exception {
    for (int number : new int[] {0, 1, 5}) {
      Cipher theirs = one.theirs(Cipher.ENCRYPT_MODE, null);
      if (one.isGcm()) {
        theirs.updateAAD(Bytes.of(5));
      }
      byte[] sealed = theirs.doFinal(one.message(number));
      Cipher ours = one.ours(Cipher.DECRYPT_MODE, theirs);
      if (one.isGcm()) {
        ours.updateAAD(Bytes.of(2), 0, 0);
        ours.updateAAD(Bytes.of(5), 0, 2);
        ours.updateAAD(ByteBuffer.wrap(Bytes.of(5), 2, 3).asReadOnlyBuffer());
      }
      assertThat(ours.doFinal(sealed)).isEqualTo(one.message(number));
    }
  }

  private static void wraps(CipherCase one) throws Exception {
    SecretKey secret = new SecretKeySpec(Bytes.of(32), "AES");
    assertThat(roundTrips(one, secret, Cipher.SECRET_KEY)).isEqualTo(secret);
    if (one.isUnpadded() || (one.isRsa() && CipherCase.keyBits(one.keyName()) < 4096)) {
      return;
    }
    if (!one.isRsa()) {
      assertThat(roundTrips(one, RSA.getPrivate(), Cipher.PRIVATE_KEY)).isEqualTo(RSA.getPrivate());
      assertThat(roundTrips(one, RSA.getPublic(), Cipher.PUBLIC_KEY)).isEqualTo(RSA.getPublic());
    }
    assertThat(roundTrips(one, EC.getPrivate(), Cipher.PRIVATE_KEY)).isEqualTo(EC.getPrivate());
    assertThat(roundTrips(one, EC.getPublic(), Cipher.PUBLIC_KEY)).isEqualTo(EC.getPublic());
    Cipher ours = one.ours(Cipher.WRAP_MODE);
    byte[] wrapped = ours.wrap(secret);
    Cipher unwrapping = one.ours(Cipher.UNWRAP_MODE, ours);
    assertThatThrownBy(() -> unwrapping.unwrap(wrapped, "EC", Cipher.PRIVATE_KEY))
        .isExactlyInstanceOf(InvalidKeyException.class)
        .hasMessageContaining("is not a private key of the algorithm EC");
    assertThatThrownBy(() -> unwrapping.unwrap(wrapped, "NoSuch", Cipher.PRIVATE_KEY))
        .isExactlyInstanceOf(java.security.NoSuchAlgorithmException.class);
  }

  /** Wraps on one side and unwraps on the other, in both directions. */
  private static Key roundTrips(CipherCase one, Key key, int type) throws Exception {
    Cipher ours = one.ours(Cipher.WRAP_MODE);
    byte[] byUs = ours.wrap(key);
    assertThat(one.theirs(Cipher.UNWRAP_MODE, ours).unwrap(byUs, key.getAlgorithm(), type))
        .isEqualTo(key);
    Cipher theirs = one.theirs(Cipher.WRAP_MODE, null);
    byte[] byThem = theirs.wrap(key);
    return one.ours(Cipher.UNWRAP_MODE, theirs).unwrap(byThem, key.getAlgorithm(), type);
  }

  private static void counts(CipherCase one) throws Exception {
    one.ours(Cipher.ENCRYPT_MODE).doFinal(one.message(0));
    Cipher[] held = new Cipher[1];
    byte[][] sealed = new byte[1][];
    TestVault vault = one.vault();
    assertThat(vault.requestsOf(() -> held[0] = one.ours(Cipher.ENCRYPT_MODE))).isZero();
    assertThat(vault.requestsOf(() -> held[0].update(one.message(0)))).isZero();
    assertThat(vault.requestsOf(() -> held[0].getParameters())).isZero();
    assertThat(vault.requestsOf(() -> sealed[0] = held[0].doFinal())).isEqualTo(1);
    Cipher encrypting = held[0];
    assertThat(vault.requestsOf(() -> held[0] = one.ours(Cipher.DECRYPT_MODE, encrypting)))
        .isZero();
    assertThat(vault.requestsOf(() -> held[0].doFinal(sealed[0]))).isEqualTo(1);
    assertThat(vault.requestsOf(() -> held[0] = one.ours(Cipher.WRAP_MODE))).isZero();
    SecretKey key = new SecretKeySpec(Bytes.of(16), "AES");
    assertThat(vault.requestsOf(() -> sealed[0] = held[0].wrap(key))).isEqualTo(1);
    Cipher wrapping = held[0];
    assertThat(vault.requestsOf(() -> held[0] = one.ours(Cipher.UNWRAP_MODE, wrapping))).isZero();
    assertThat(vault.requestsOf(() -> held[0].unwrap(sealed[0], "AES", Cipher.SECRET_KEY)))
        .isEqualTo(1);
  }

  private interface Split {
    byte[] run(Cipher cipher, byte[] data) throws GeneralSecurityException;
  }

  private static final List<Split> SPLITS =
      List.of(
          (c, m) -> {
            c.update(new byte[0]);
            return c.doFinal(m);
          },
          (c, m) -> {
            for (byte b : m) {
              c.update(new byte[] {b});
            }
            return c.doFinal();
          },
          (c, m) -> {
            byte[] framed = new byte[m.length + 9];
            System.arraycopy(m, 0, framed, 4, m.length);
            c.update(framed, 4, m.length / 2);
            return c.doFinal(framed, 4 + m.length / 2, m.length - m.length / 2);
          },
          (c, m) -> byBuffer(c, ByteBuffer.wrap(m), ByteBuffer.allocate(1024)),
          (c, m) ->
              byBuffer(c, ByteBuffer.wrap(m).asReadOnlyBuffer(), ByteBuffer.allocateDirect(1024)),
          (c, m) ->
              byBuffer(
                  c,
                  ByteBuffer.allocateDirect(m.length).put(m).flip(),
                  ByteBuffer.allocateDirect(1024)),
          (c, m) -> {
            byte[] same = Arrays.copyOf(m, 1024);
            int length = c.doFinal(same, 0, m.length, same, 0);
            return Arrays.copyOf(same, length);
          });

  private static byte[] byBuffer(Cipher cipher, ByteBuffer in, ByteBuffer out)
      throws GeneralSecurityException {
    int length = cipher.doFinal(in, out);
    assertThat(in.hasRemaining()).isFalse();
    byte[] result = new byte[length];
    out.flip().get(result);
    return result;
  }

  private static void splits(CipherCase one) throws Exception {
    byte[] message = one.message(1);
    for (Split split : SPLITS) {
      Cipher ours = one.ours(Cipher.ENCRYPT_MODE);
      byte[] sealed = split.run(ours, message);
      assertThat(one.theirs(Cipher.DECRYPT_MODE, ours).doFinal(sealed)).isEqualTo(message);
      assertThat(split.run(one.ours(Cipher.DECRYPT_MODE, ours), sealed)).isEqualTo(message);
    }
  }

  private static void tooLong(CipherCase one) throws Exception {
    byte[] piece = Bytes.of(1 << 16);
    Cipher ours = one.ours(Cipher.ENCRYPT_MODE);
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long before = threads.getThreadAllocatedBytes(Thread.currentThread().getId());
    for (int i = 0; i < 256; i++) {
      ours.update(piece);
    }
    long allocated = threads.getThreadAllocatedBytes(Thread.currentThread().getId()) - before;
    // The buffer of AES doubles as it grows.
    assertThat(allocated)
        .as("bytes allocated for 16 MiB")
        .isLessThan(one.isRsa() ? 1 << 20 : 4 * LONGEST);
    refusedWithoutRequest(
        one,
        ours::doFinal,
        IllegalBlockSizeException.class,
        one.isRsa()
            ? "at most " + one.limit() + " bytes; it was given 16777216"
            : """
                at most 3000000 bytes; it was given 16777216: it goes out in one request. Encrypt \
                more with a key in the JVM, and wrap that key""");
    byte[] sealed = ours.doFinal(one.message(1));
    assertThat(one.theirs(Cipher.DECRYPT_MODE, ours).doFinal(sealed)).isEqualTo(one.message(1));
  }

  private static void longInput(CipherCase one, int length) throws Exception {
    byte[] message = Bytes.of(length);
    Cipher ours = one.ours(Cipher.ENCRYPT_MODE);
    byte[] sealed = inPieces(ours, message);
    assertThat(one.theirs(Cipher.DECRYPT_MODE, ours).doFinal(sealed)).isEqualTo(message);
    assertThat(inPieces(one.ours(Cipher.DECRYPT_MODE, ours), sealed)).isEqualTo(message);
  }

  /** Feeds arrays and direct buffers of 10,000 bytes in turn. */
  private static byte[] inPieces(Cipher cipher, byte[] message) throws GeneralSecurityException {
    int size = 10_000;
    ByteBuffer direct = ByteBuffer.allocateDirect(size);
    // The JCA demands room for all collected input, although an update returns nothing.
    ByteBuffer room = ByteBuffer.allocate(message.length + size + 32);
    for (int start = 0; start < message.length; start += size) {
      int count = Math.min(size, message.length - start);
      if (start / size % 2 == 0) {
        assertThat(cipher.update(message, start, count)).isNullOrEmpty();
      } else {
        direct.clear().put(message, start, count).flip();
        assertThat(cipher.update(direct, room)).isZero();
      }
    }
    return cipher.doFinal();
  }

  private static void emptyPlaintext(CipherCase one) throws Exception {
    List<Split> splits =
        List.of(
            (c, m) -> c.doFinal(),
            (c, m) -> c.doFinal(m),
            (c, m) -> {
              c.update(m);
              c.update(ByteBuffer.allocateDirect(0), ByteBuffer.allocate(512));
              return c.doFinal();
            });
    for (Split split : splits) {
      Cipher ours = one.ours(Cipher.ENCRYPT_MODE);
      byte[] sealed = split.run(ours, new byte[0]);
      assertThat(one.theirs(Cipher.DECRYPT_MODE, ours).doFinal(sealed)).isEmpty();
    }
    Cipher theirs = one.theirs(Cipher.ENCRYPT_MODE, null);
    byte[] sealed = theirs.doFinal();
    assertThat(one.ours(Cipher.DECRYPT_MODE, theirs).doFinal(sealed)).isEmpty();
    byte[] output = new byte[512];
    assertThat(one.ours(Cipher.DECRYPT_MODE, theirs).doFinal(sealed, 0, sealed.length, output))
        .isZero();
  }

  private static void additionalDataAlone(CipherCase one) throws Exception {
    Cipher ours = one.ours(Cipher.ENCRYPT_MODE);
    ours.updateAAD(Bytes.of(40));
    byte[] tag = ours.doFinal();
    assertThat(tag).hasSize(16);
    Cipher theirs = one.theirs(Cipher.DECRYPT_MODE, ours);
    theirs.updateAAD(Bytes.of(40));
    assertThat(theirs.doFinal(tag)).isEmpty();
    Cipher right = one.ours(Cipher.DECRYPT_MODE, ours);
    right.updateAAD(Bytes.of(40));
    assertThat(right.doFinal(tag)).isEmpty();
    Cipher wrong = one.ours(Cipher.DECRYPT_MODE, ours);
    wrong.updateAAD(Bytes.of(41));
    assertThatThrownBy(() -> wrong.doFinal(tag)).isExactlyInstanceOf(AEADBadTagException.class);
    for (int i = 0; i < tag.length; i++) {
      byte[] flipped = Bytes.flipped(tag, i);
      Cipher other = one.ours(Cipher.DECRYPT_MODE, ours);
      other.updateAAD(Bytes.of(40));
      assertThatThrownBy(() -> other.doFinal(flipped))
          .isExactlyInstanceOf(AEADBadTagException.class);
    }
  }

  private static void emptyCiphertext(CipherCase one) throws Exception {
    Cipher partner = one.theirs(Cipher.ENCRYPT_MODE, null);
    if (!one.isKeyWrap()) {
      partner.doFinal();
    }
    Cipher ours = one.ours(Cipher.DECRYPT_MODE, partner);
    if (one.isCbc()) {
      assertThat(one.theirs(Cipher.DECRYPT_MODE, partner).doFinal(new byte[0])).isEmpty();
      assertThat(one.vault().requestsOf(() -> assertThat(ours.doFinal(new byte[0])).isEmpty()))
          .isZero();
    } else {
      refusedWithoutRequest(
          one,
          () -> ours.doFinal(new byte[0]),
          one.isGcm() ? AEADBadTagException.class : BadPaddingException.class,
          " the key " + one.ourKey(Cipher.DECRYPT_MODE));
    }
    Cipher unwrapping = one.ours(Cipher.UNWRAP_MODE, partner);
    refusedWithoutRequest(
        one,
        () -> unwrapping.unwrap(new byte[0], "AES", Cipher.SECRET_KEY),
        InvalidKeyException.class,
        "");
  }

  private static void resetsAfterSuccess(CipherCase one) throws Exception {
    Cipher ours = one.ours(Cipher.ENCRYPT_MODE);
    Set<String> vectors = new HashSet<>();
    for (int number = 0; number < 3; number++) {
      byte[] sealed = ours.doFinal(one.message(number));
      assertThat(one.theirs(Cipher.DECRYPT_MODE, ours).doFinal(sealed))
          .isEqualTo(one.message(number));
      vectors.add(Arrays.toString(ours.getIV()));
    }
    if (one.isGcm()) {
      assertThat(vectors).as("every message has its own IV").hasSize(3);
    }
    Cipher theirs = one.theirs(Cipher.ENCRYPT_MODE, null);
    byte[] sealed = theirs.doFinal(one.message(0));
    Cipher decrypting = one.ours(Cipher.DECRYPT_MODE, theirs);
    assertThat(decrypting.doFinal(sealed)).isEqualTo(one.message(0));
    assertThat(decrypting.doFinal(sealed)).isEqualTo(one.message(0));
  }

  private static void resetsAfterFailure(CipherCase one) throws Exception {
    Cipher ours = one.ours(Cipher.ENCRYPT_MODE);
    ours.update(one.message(1));
    one.vault().server().faults().inject("*", 1, Fault.garbage());
    assertThatThrownBy(ours::doFinal)
        .isExactlyInstanceOf(ProviderException.class)
        .hasMessageContaining(one.keyName())
        .hasCauseInstanceOf(VaultException.class);
    byte[] sealed = ours.doFinal(one.message(2));
    assertThat(one.theirs(Cipher.DECRYPT_MODE, ours).doFinal(sealed)).isEqualTo(one.message(2));

    Cipher decrypting = one.ours(Cipher.DECRYPT_MODE, ours);
    one.vault().server().faults().inject("*", 1, Fault.unavailable());
    assertThatThrownBy(() -> decrypting.doFinal(sealed))
        .isExactlyInstanceOf(ProviderException.class)
        .hasCauseInstanceOf(VaultException.class);
    assertThat(decrypting.doFinal(sealed)).isEqualTo(one.message(2));

    Cipher wrapping = one.ours(Cipher.WRAP_MODE);
    SecretKey key = new SecretKeySpec(Bytes.of(16), "AES");
    one.vault().server().faults().inject("*", 1, Fault.unavailable());
    assertThatThrownBy(() -> wrapping.wrap(key))
        .isExactlyInstanceOf(InvalidKeyException.class)
        .hasCauseInstanceOf(VaultException.class);
    byte[] wrapped = wrapping.wrap(key);
    Cipher unwrapping = one.ours(Cipher.UNWRAP_MODE, wrapping);
    one.vault().server().faults().inject("*", 1, Fault.unavailable());
    assertThatThrownBy(() -> unwrapping.unwrap(wrapped, "AES", Cipher.SECRET_KEY))
        .isExactlyInstanceOf(InvalidKeyException.class)
        .hasCauseInstanceOf(VaultException.class);
    assertThat(unwrapping.unwrap(wrapped, "AES", Cipher.SECRET_KEY)).isEqualTo(key);
  }

  private static void resetsAtInit(CipherCase one) throws Exception {
    Cipher ours = one.ours(Cipher.ENCRYPT_MODE);
    if (one.isGcm()) {
      ours.updateAAD(Bytes.of(3));
    }
    ours.update(one.message(1));
    one.init(ours, Cipher.ENCRYPT_MODE, null);
    byte[] sealed = ours.doFinal(one.message(2));
    assertThat(one.theirs(Cipher.DECRYPT_MODE, ours).doFinal(sealed)).isEqualTo(one.message(2));
    ours.update(one.message(1));
    Cipher theirs = one.theirs(Cipher.ENCRYPT_MODE, null);
    byte[] byThem = theirs.doFinal(one.message(0));
    one.init(ours, Cipher.DECRYPT_MODE, theirs);
    assertThat(ours.doFinal(byThem)).isEqualTo(one.message(0));
  }

  private static void changesKey(CipherCase one) throws Exception {
    CipherCase other =
        new CipherCase(
            one.row(),
            one.isRsa()
                ? one.keyName().replaceFirst("known-\\d+$", "other")
                : one.keyName().replace("oct-", "oct-other-"),
            one.sizeKnown(),
            Position.NAMED);
    Cipher ours = Cipher.getInstance(one.row().name(), "AzureKeyVault");
    one.init(ours, Cipher.ENCRYPT_MODE, null);
    ours.update(one.message(1));
    other.init(ours, Cipher.ENCRYPT_MODE, null);
    byte[] sealed = ours.doFinal(one.message(2));
    Cipher back = Cipher.getInstance(one.row().name(), "AzureKeyVault");
    one.init(back, Cipher.DECRYPT_MODE, ours);
    assertThat(opened(back, sealed)).as("with the first key").isNotEqualTo(one.message(2));
    other.init(back, Cipher.DECRYPT_MODE, ours);
    assertThat(back.doFinal(sealed)).isEqualTo(one.message(2));
  }

  /** Returns null if it is refused; without authentication another key may decrypt it to noise. */
  private static byte[] opened(Cipher cipher, byte[] sealed) throws GeneralSecurityException {
    try {
      return cipher.doFinal(sealed);
    } catch (BadPaddingException | IllegalBlockSizeException refused) {
      return null;
    }
  }

  private static void failedInit(CipherCase one) throws Exception {
    Cipher ours = one.ours(Cipher.ENCRYPT_MODE);
    ours.update(one.message(1));
    assertThatThrownBy(() -> ours.init(Cipher.ENCRYPT_MODE, (Key) null))
        .isInstanceOf(InvalidKeyException.class);
    assertThat(
            one.vault()
                .requestsOf(
                    () ->
                        assertThatThrownBy(() -> ours.doFinal(one.message(0)))
                            .isInstanceOf(IllegalStateException.class)))
        .isZero();
  }

  private static void wrongMode(CipherCase one) throws Exception {
    SecretKey secret = new SecretKeySpec(Bytes.of(16), "AES");
    Cipher fresh = one.open();
    Cipher encrypting = one.ours(Cipher.ENCRYPT_MODE);
    byte[] sealed = encrypting.doFinal(one.message(0));
    Cipher decrypting = one.ours(Cipher.DECRYPT_MODE, encrypting);
    Cipher wrapping = one.ours(Cipher.WRAP_MODE);
    Cipher unwrapping = one.ours(Cipher.UNWRAP_MODE, encrypting);
    List<TestVault.Action> wrong =
        new ArrayList<>(
            List.of(
                () -> fresh.update(new byte[1]),
                () -> fresh.doFinal(one.message(0)),
                () -> fresh.wrap(secret),
                () -> fresh.unwrap(sealed, "AES", Cipher.SECRET_KEY),
                () -> encrypting.wrap(secret),
                () -> encrypting.unwrap(sealed, "AES", Cipher.SECRET_KEY),
                () -> decrypting.wrap(secret),
                () -> wrapping.update(new byte[1]),
                () -> wrapping.doFinal(one.message(0)),
                () -> wrapping.unwrap(sealed, "AES", Cipher.SECRET_KEY),
                () -> unwrapping.doFinal(sealed),
                () -> unwrapping.wrap(secret)));
    if (one.isGcm()) {
      wrong.add(
          () -> {
            encrypting.update(new byte[1]);
            encrypting.updateAAD(new byte[1]);
          });
    }
    assertThat(
            one.vault()
                .requestsOf(
                    () -> {
                      for (TestVault.Action action : wrong) {
                        assertThatThrownBy(action::run)
                            .isExactlyInstanceOf(IllegalStateException.class);
                      }
                    }))
        .isZero();
    Key handle = one.ourKey(Cipher.DECRYPT_MODE);
    assertThatThrownBy(((Destroyable) handle)::destroy).isInstanceOf(DestroyFailedException.class);
    assertThat(decrypting.doFinal(sealed)).isEqualTo(one.message(0));
  }

  private static void sizes(CipherCase one) throws Exception {
    Cipher ours = Cipher.getInstance(one.row().name(), "AzureKeyVault");
    assertThat(ours.getBlockSize()).isEqualTo(one.isRsa() ? 0 : one.isKeyWrap() ? 8 : 16);
    assertThat(ours.getIV() != null).isEqualTo(one.isKeyWrap());
    one.init(ours, Cipher.ENCRYPT_MODE, null);
    for (int length = 0; length < 5; length++) {
      byte[] message = one.message(length);
      ours.update(message, 0, 3);
      int announced = ours.getOutputSize(message.length - 3);
      byte[] sealed = ours.doFinal(message, 3, message.length - 3);
      assertThat(sealed).hasSize(announced);
      Cipher decrypting = one.ours(Cipher.DECRYPT_MODE, ours);
      assertThat(decrypting.getOutputSize(sealed.length)).isGreaterThanOrEqualTo(message.length);
    }
  }

  private static void shortBuffers(CipherCase one) throws Exception {
    Cipher ours = one.ours(Cipher.ENCRYPT_MODE);
    byte[] message = one.message(1);
    ours.update(message, 0, 5);
    int size = ours.getOutputSize(message.length - 5);
    assertThat(
            one.vault()
                .requestsOf(
                    () ->
                        assertThatThrownBy(
                                () ->
                                    ours.doFinal(
                                        message, 5, message.length - 5, new byte[size - 1], 0))
                            .isExactlyInstanceOf(ShortBufferException.class)
                            .hasMessageContaining("needs " + size + " bytes")))
        .isZero();
    byte[] sealed = new byte[size];
    assertThat(ours.doFinal(message, 5, message.length - 5, sealed, 0)).isEqualTo(size);
    assertThat(one.theirs(Cipher.DECRYPT_MODE, ours).doFinal(sealed)).isEqualTo(message);

    Cipher decrypting = one.ours(Cipher.DECRYPT_MODE, ours);
    decrypting.update(sealed, 0, 5);
    assertThatThrownBy(
            () -> decrypting.doFinal(sealed, 5, size - 5, new byte[message.length - 1], 0))
        .isExactlyInstanceOf(ShortBufferException.class);
    byte[] plain = new byte[message.length];
    assertThat(decrypting.doFinal(sealed, 5, size - 5, plain, 0)).isEqualTo(message.length);
    assertThat(plain).isEqualTo(message);
  }

  private static void lengths(CipherCase one) throws Exception {
    Cipher ours = one.ours(Cipher.ENCRYPT_MODE);
    if (one.isRsa()) {
      refusedWithoutRequest(
          one,
          () -> ours.doFinal(new byte[one.limit() + 1]),
          IllegalBlockSizeException.class,
          "at most " + one.limit() + " bytes; it was given " + (one.limit() + 1));
      Cipher decrypting = one.ours(Cipher.DECRYPT_MODE);
      int modulus = CipherCase.keyBits(one.keyName()) / 8;
      refusedWithoutRequest(
          one,
          () -> decrypting.doFinal(new byte[modulus + 1]),
          IllegalBlockSizeException.class,
          "at most " + modulus + " bytes");
      refusedWithoutRequest(
          one, () -> decrypting.doFinal(new byte[modulus - 1]), BadPaddingException.class, "");
      byte[] high = new byte[modulus];
      Arrays.fill(high, (byte) 0xff);
      refusedWithoutRequest(
          one, () -> decrypting.doFinal(high), BadPaddingException.class, "was not made with");
      Cipher wrapping = one.ours(Cipher.WRAP_MODE);
      refusedWithoutRequest(
          one,
          () -> wrapping.wrap(new SecretKeySpec(new byte[one.limit() + 1], "AES")),
          IllegalBlockSizeException.class,
          "at most " + one.limit() + " bytes");
    } else if (one.isUnpadded()) {
      refusedWithoutRequest(
          one, () -> ours.doFinal(new byte[17]), IllegalBlockSizeException.class, "given 17");
      assertThat(ours.doFinal(one.message(0))).isNotEmpty();
    } else if (one.isKeyWrap()) {
      refusedWithoutRequest(
          one, () -> ours.doFinal(new byte[0]), IllegalBlockSizeException.class, "one byte");
    }
  }

  private static void refusedWithoutRequest(
      CipherCase one, TestVault.Action action, Class<? extends Throwable> type, String message)
      throws Exception {
    assertThat(
            one.vault()
                .requestsOf(
                    () ->
                        assertThatThrownBy(action::run)
                            .isExactlyInstanceOf(type)
                            .hasMessageContaining(message)))
        .isZero();
  }

  private static void wrongKeys(CipherCase one) throws Exception {
    refuses(one, Cipher.ENCRYPT_MODE, null, "null");
    PrivateHandle wrong = TestVault.vault().privateKey(one.isRsa() ? "ec-p256" : "rsa-2048");
    String needed = one.row().name() + " needs a";
    refuses(one, Cipher.DECRYPT_MODE, wrong, needed, wrong.toString());
    refuses(one, Cipher.ENCRYPT_MODE, wrong.publicKey(), needed, wrong.toString());
    if (one.isRsa()) {
      refuses(one, Cipher.ENCRYPT_MODE, one.ourKey(Cipher.DECRYPT_MODE), "use its publicKey()");
      refusesNamed(one, Cipher.UNWRAP_MODE, one.ourKey(Cipher.WRAP_MODE), "is a public one");
    } else if (one.row().name().startsWith("AES_") && one.sizeKnown()) {
      Key other =
          one.ourKey("oct-" + (one.keyName().endsWith("256") ? 128 : 256), Cipher.ENCRYPT_MODE);
      refuses(
          one,
          Cipher.ENCRYPT_MODE,
          other,
          "needs a key of " + CipherCase.keyBits(one.keyName()) + " bits");
    }
    Cipher wrapping = one.ours(Cipher.WRAP_MODE);
    assertThatThrownBy(() -> wrapping.wrap(TestVault.vault().privateKey("rsa-2048")))
        .isExactlyInstanceOf(InvalidKeyException.class)
        .hasMessageContaining("has no encoding");
    assertThatThrownBy(() -> wrapping.wrap(null)).isExactlyInstanceOf(InvalidKeyException.class);
  }

  /** Without a named provider the JCA itself may refuse the key, in its own words. */
  private static void refuses(CipherCase one, int mode, Key key, String... message)
      throws Exception {
    Cipher opened = one.open();
    var refused =
        assertThatThrownBy(() -> opened.init(mode, key)).isInstanceOf(InvalidKeyException.class);
    if (one.position() == Position.NAMED) {
      refused.isExactlyInstanceOf(InvalidKeyException.class).hasMessageContainingAll(message);
    }
  }

  /** Unnamed, a public handle may reach SunJCE, which "decrypts" a signature with it. */
  private static void refusesNamed(CipherCase one, int mode, Key key, String message)
      throws Exception {
    Cipher named = Cipher.getInstance(one.row().name(), "AzureKeyVault");
    assertThatThrownBy(() -> named.init(mode, key))
        .isExactlyInstanceOf(InvalidKeyException.class)
        .hasMessageContaining(message);
  }

  private static void wrongParameters(CipherCase one) throws Exception {
    refusesParameters(one, Cipher.ENCRYPT_MODE, new ECGenParameterSpec("secp256r1"), "");
    if (one.isGcm()) {
      refusesParameters(
          one,
          Cipher.ENCRYPT_MODE,
          new GCMParameterSpec(128, new byte[12]),
          "the HSM makes one for every message");
      refusesParameters(
          one, Cipher.DECRYPT_MODE, new GCMParameterSpec(96, new byte[12]), "96 bits");
      refusesParameters(
          one, Cipher.DECRYPT_MODE, new GCMParameterSpec(128, new byte[16]), "16 bytes");
    }
    if (one.isCbc()) {
      refusesParameters(one, Cipher.ENCRYPT_MODE, new IvParameterSpec(new byte[12]), "12 bytes");
    }
    if (one.isGcm() || one.isCbc()) {
      Cipher without = one.open();
      assertThatThrownBy(() -> without.init(Cipher.DECRYPT_MODE, one.ourKey(Cipher.DECRYPT_MODE)))
          .isExactlyInstanceOf(InvalidKeyException.class);
      Cipher encrypting = one.ours(Cipher.ENCRYPT_MODE);
      byte[] sealed = encrypting.doFinal(one.message(0));
      Cipher ours = one.open();
      ours.init(Cipher.DECRYPT_MODE, one.ourKey(Cipher.DECRYPT_MODE), encrypting.getParameters());
      assertThat(ours.doFinal(sealed)).isEqualTo(one.message(0));
      assertThat(ours.getIV()).isEqualTo(encrypting.getIV());
    } else {
      refusesParameters(one, Cipher.ENCRYPT_MODE, new IvParameterSpec(new byte[16]), "");
    }
  }

  private static void refusesParameters(
      CipherCase one, int mode, AlgorithmParameterSpec parameters, String message)
      throws Exception {
    Cipher opened = one.open();
    assertThatThrownBy(() -> opened.init(mode, one.ourKey(mode), parameters))
        .isExactlyInstanceOf(InvalidAlgorithmParameterException.class)
        .hasMessageContaining(message);
  }

  private static void foreignKeys(CipherCase one) throws Exception {
    assertThat(
            one.vault()
                .requestsOf(
                    () -> {
                      // getBlockSize binds the object to the first provider.
                      Cipher cipher = one.open();
                      assertThat(cipher.getBlockSize()).isNotNegative();
                      Key key = one.isRsa() ? RSA.getPublic() : aes(one);
                      Key back = one.isRsa() ? RSA.getPrivate() : key;
                      cipher.init(Cipher.WRAP_MODE, key);
                      SecretKey wrapped = new SecretKeySpec(Bytes.of(16), "AES");
                      byte[] bytes = cipher.wrap(wrapped);
                      cipher.init(Cipher.UNWRAP_MODE, back, cipher.getParameters());
                      assertThat(cipher.unwrap(bytes, "AES", Cipher.SECRET_KEY)).isEqualTo(wrapped);
                      cipher.init(Cipher.ENCRYPT_MODE, key);
                      byte[] sealed = cipher.doFinal(one.message(0));
                      Cipher other = Cipher.getInstance(one.row().name(), "AzureKeyVault");
                      other.init(Cipher.DECRYPT_MODE, back, cipher.getParameters());
                      assertThat(other.doFinal(sealed)).isEqualTo(one.message(0));
                    }))
        .isZero();
  }

  private static SecretKey aes(CipherCase one) throws GeneralSecurityException {
    KeyGenerator generator = KeyGenerator.getInstance("AES");
    generator.init(CipherCase.keyBits(one.keyName()));
    return generator.generateKey();
  }

  private static void corruption(CipherCase one) throws Exception {
    Cipher theirs = one.theirs(Cipher.ENCRYPT_MODE, null);
    byte[] message = one.message(0);
    byte[] sealed = theirs.doFinal(message);
    Cipher ours = one.ours(Cipher.DECRYPT_MODE, theirs);
    Set<String> messages = new HashSet<>();
    boolean authenticated = one.isGcm() || one.isKeyWrap() || one.row().name().contains("OAEP");
    int step =
        one.isRsa() ? sealed.length / (one.isLarge() || !Full.RUN ? 4 : 16) : Full.RUN ? 1 : 5;
    for (int i = 0; i < sealed.length; i += step) {
      try {
        byte[] opened = ours.doFinal(Bytes.flipped(sealed, i));
        assertThat(authenticated).as("byte %d flipped and accepted", i).isFalse();
        assertThat(opened).isNotEqualTo(message);
      } catch (BadPaddingException refused) {
        messages.add(refused.getMessage());
        assertThat(refused.getCause()).isNull();
      }
    }
    assertThat(messages).as("one message for every cause").hasSizeLessThanOrEqualTo(1);
    if (one.isGcm()) {
      byte[] iv = theirs.getIV();
      for (int i = 0; i < iv.length; i++) {
        Cipher other = one.open();
        other.init(
            Cipher.DECRYPT_MODE,
            one.ourKey(Cipher.DECRYPT_MODE),
            new GCMParameterSpec(128, Bytes.flipped(iv, i)));
        assertThatThrownBy(() -> other.doFinal(sealed))
            .isExactlyInstanceOf(AEADBadTagException.class);
      }
      Cipher aad = one.ours(Cipher.DECRYPT_MODE, theirs);
      aad.updateAAD(new byte[1]);
      assertThatThrownBy(() -> aad.doFinal(sealed)).isExactlyInstanceOf(AEADBadTagException.class);
      assertThatThrownBy(() -> aad.doFinal(new byte[15]))
          .isExactlyInstanceOf(AEADBadTagException.class);
    }
    assertThat(ours.doFinal(sealed)).isEqualTo(message);
    if (authenticated) {
      byte[] wrapped =
          one.theirs(Cipher.WRAP_MODE, null).wrap(new SecretKeySpec(Bytes.of(16), "AES"));
      Cipher wrapping = one.theirs(Cipher.ENCRYPT_MODE, null);
      wrapping.doFinal(one.message(0));
      Cipher unwrapping = one.ours(Cipher.UNWRAP_MODE, wrapping);
      assertThatThrownBy(
              () -> unwrapping.unwrap(Bytes.flipped(wrapped, 9), "AES", Cipher.SECRET_KEY))
          .isExactlyInstanceOf(InvalidKeyException.class);
    }
  }

  private static void threadsOnOneHandle(CipherCase one) throws Exception {
    Threads.run(
        number -> {
          Cipher ours = one.ours(Cipher.ENCRYPT_MODE);
          byte[] sealed = ours.doFinal(one.message(number));
          assertThat(one.theirs(Cipher.DECRYPT_MODE, ours).doFinal(sealed))
              .isEqualTo(one.message(number));
          return null;
        });
  }

  /** A misuse that must do no harm: every result is that of a whole message. */
  private static void threadsOnOneObject(CipherCase one) throws Exception {
    Cipher theirs = one.theirs(Cipher.ENCRYPT_MODE, null);
    byte[] sealed = theirs.doFinal(one.message(0));
    Cipher shared = one.ours(Cipher.DECRYPT_MODE, theirs);
    for (byte[] opened : Threads.run(number -> shared.doFinal(sealed))) {
      assertThat(opened).isEqualTo(one.message(0));
    }
  }

  /** A public handle is a real public key, so any provider may take it if none is named. */
  @Test
  void publicHandlesGoToTheFirstProvider() throws Exception {
    Key key = TestVault.vault().privateKey("rsa-2048").publicKey();
    Position.FIRST.during(() -> assertThat(encrypterOf(key)).isEqualTo("AzureKeyVault"));
    Position.LAST.during(() -> assertThat(encrypterOf(key)).isEqualTo("SunJCE"));
  }

  private static String encrypterOf(Key key) throws GeneralSecurityException {
    Cipher cipher = Cipher.getInstance("RSA/ECB/PKCS1Padding");
    cipher.init(Cipher.ENCRYPT_MODE, key);
    return cipher.getProvider().getName();
  }

  private static KeyPair pair(String algorithm) {
    try {
      return KeyPairGenerator.getInstance(algorithm).generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }
}
