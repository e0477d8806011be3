package io.vaultjca.conformance.endurance;

import static org.assertj.core.api.Assertions.assertThat;

import io.vaultjca.Setting;
import io.vaultjca.VaultLoadStoreParameter;
import io.vaultjca.embedded.Fault;
import io.vaultjca.embedded.VaultServer;
import io.vaultjca.handle.PrivateHandle;
import io.vaultjca.handle.SecretHandle;
import io.vaultjca.provider.AzureKeyVaultProvider;
import io.vaultjca.provider.spec.VaultKeySpec;
import java.io.IOException;
import java.security.InvalidKeyException;
import java.security.Key;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.Provider;
import java.security.ProviderException;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.SignatureException;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.security.spec.X509EncodedKeySpec;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Collectors;
import javax.crypto.Cipher;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;

/**
 * Thirty-two threads use every operation at once while one request in twenty fails and certificates
 * are rotated. Every result is correct according to the JDK's providers, or a documented exception;
 * and at the end threads, connections and heap have not grown.
 *
 * <p>{@code vaultjca.soak.seconds} sets the duration, {@code vaultjca.soak.seed} the faults.
 */
@Isolated("It counts the threads of the JVM and measures its heap.")
class SoakTest {
  private static final int THREADS = 32;
  private static final int SECONDS = Integer.getInteger("vaultjca.soak.seconds", 15);
  private static final long SEED =
      Long.getLong("vaultjca.soak.seed", new SecureRandom().nextLong());
  private static final double FAULTY = 0.05;
  private static final int RETRIES = 3;

  /** The operations that send one request for each call. */
  private static final List<String> SINGLE =
      List.of("keys/sign", "keys/verify", "keys/encrypt", "keys/decrypt", "keys/unwrapKey");

  /** Far less than a leak in each operation would take in a long run. */
  private static final long MORE_HEAP = 32L << 20;

  private static final String ROTATED =
      "{\"certificates\": [{\"name\": \"web\", \"kty\": \"EC\", \"chain\": 2}]}";

  private final Provider provider = new AzureKeyVaultProvider();
  private final LongAdder right = new LongAdder();
  private final Map<String, LongAdder> calls = new ConcurrentHashMap<>();
  private final Map<String, LongAdder> exceptions = new ConcurrentHashMap<>();
  private final Queue<String> wrong = new ConcurrentLinkedQueue<>();

  /** The resources in use at one moment. */
  private record Use(long threads, long connections, long heapKilobytes) {}

  /** Throws an AssertionError if a result is wrong. */
  private interface Work {
    void run(Random random) throws Exception;
  }

  /** Work with the exceptions that are documented for a failing vault. */
  private record Kind(String name, Work work, List<Class<? extends Exception>> documented) {}

  @Test
  void everyResultIsCorrectOrADocumentedExceptionAndNothingGrows() throws Exception {
    // Thousands of failures would each log a warning.
    Logger log = Logger.getLogger("io.vaultjca");
    log.setLevel(Level.OFF);
    ExecutorService threads = Executors.newFixedThreadPool(THREADS);
    ScheduledExecutorService rotation = Executors.newSingleThreadScheduledExecutor();
    try (VaultServer vault = VaultServer.start();
        VaultServer hsm = VaultServer.builder().managedHsm(true).start()) {
      List<Kind> kinds = kinds(vault, hsm);
      for (VaultServer server : List.of(vault, hsm)) {
        server.counters().reset();
        server.faults().sometimes(FAULTY, SEED, faults());
      }
      Future<?> rotating =
          rotation.scheduleAtFixedRate(() -> vault.seed(ROTATED), 1, 2, TimeUnit.SECONDS);
      long begin = System.nanoTime();
      run(threads, kinds, Duration.ofSeconds(SECONDS).dividedBy(3), 1);
      Use early = useAtRest(vault, hsm);
      run(threads, kinds, Duration.ofSeconds(SECONDS).multipliedBy(2).dividedBy(3), 2);
      double seconds = (System.nanoTime() - begin) / 1e9;
      // A failed rotation would have ended the schedule.
      assertThat(rotating.isDone()).isFalse();
      rotation.shutdownNow();
      Use late = useAtRest(vault, hsm);
      report(vault, hsm, seconds, early, late);
      assertThat(wrong).isEmpty();
      // The random answers 429 slow it down: see docs/endurance.md.
      assertThat(right.sum()).isGreaterThan((long) Math.min(SECONDS, 10) / 2 * THREADS);
      assertThat(vault.faults().met() + hsm.faults().met()).isPositive();
      budgetIsHeld(vault, hsm);
      assertThat(late.threads()).isLessThanOrEqualTo(early.threads() + THREADS);
      assertThat(late.connections()).isLessThanOrEqualTo(2L * THREADS);
      assertThat(late.heapKilobytes())
          .isLessThanOrEqualTo(early.heapKilobytes() + MORE_HEAP / 1024);
    } finally {
      rotation.shutdownNow();
      threads.shutdownNow();
      log.setLevel(null);
    }
  }

  private static List<Fault> faults() {
    List<Fault> faults =
        new ArrayList<>(
            List.of(
                Fault.unavailable(),
                Fault.reset(),
                Fault.truncated(),
                Fault.garbage(),
                Fault.unauthorized(),
                Fault.delay(Duration.ofMillis(50)),
                // Longer than the request timeout.
                Fault.delay(Duration.ofMillis(2500)),
                Fault.rewritten(
                    body -> body.replace("https://localhost:", "https://attacker.example:"))));
    // The pace that they cause is slow: a run of two seconds would take thirty.
    if (SECONDS >= 10) {
      faults.add(Fault.throttled());
      faults.add(Fault.throttled(Duration.ofSeconds(1)));
    }
    return faults;
  }

  private List<Kind> kinds(VaultServer vault, VaultServer hsm) throws Exception {
    vault.seed(
        """
        {"keys": [{"name": "rsa", "kty": "RSA"}, {"name": "ec", "kty": "EC"},
                  {"name": "p521", "kty": "EC", "crv": "P-521"}],
         "certificates": [{"name": "more-%02d", "count": 30, "kty": "EC"}]}
        """);
    vault.seed(ROTATED);
    hsm.seed("{\"keys\": [{\"name\": \"aes\", \"kty\": \"oct-HSM\", \"size\": 256}]}");
    VaultLoadStoreParameter parameter = parameter(vault, "vault");
    KeyFactory factory = KeyFactory.getInstance("AzureKeyVault", provider);
    PrivateHandle rsa =
        (PrivateHandle) factory.generatePrivate(VaultKeySpec.ofName("rsa").in(parameter));
    PrivateHandle ec =
        (PrivateHandle) factory.generatePrivate(VaultKeySpec.ofName("ec").in(parameter));
    PrivateHandle p521 =
        (PrivateHandle) factory.generatePrivate(VaultKeySpec.ofName("p521").in(parameter));
    SecretHandle aes =
        (SecretHandle)
            SecretKeyFactory.getInstance("AzureKeyVault", provider)
                .generateSecret(
                    VaultKeySpec.ofName("aes").ofSize(256).in(parameter(hsm, "managed-hsm")));
    KeyStore shared = KeyStore.getInstance("AzureKeyVault", provider);
    shared.load(parameter);
    List<Class<? extends Exception>> signing = List.of(SignatureException.class);
    List<Class<? extends Exception>> processing = List.of(ProviderException.class);
    List<Class<? extends Exception>> unwrapping = List.of(InvalidKeyException.class);
    List<Class<? extends Exception>> reading =
        List.of(ProviderException.class, IOException.class, SignatureException.class);
    return List.of(
        new Kind("sign RSA", random -> sign(rsa, "SHA256withRSA", random), signing),
        new Kind("sign PSS", random -> sign(rsa, "SHA384withRSASSA-PSS", random), signing),
        new Kind("sign EC", random -> sign(ec, "SHA256withECDSA", random), signing),
        new Kind("sign P-521", random -> sign(p521, "SHA512withECDSA", random), signing),
        new Kind("verify", random -> verify(ec, random), signing),
        new Kind("encrypt", random -> encrypt(rsa, random), processing),
        new Kind("decrypt", random -> decrypt(rsa, random), processing),
        new Kind("unwrap", random -> unwrap(rsa, random), unwrapping),
        new Kind("AES-GCM", random -> gcm(aes, random), processing),
        new Kind("open and read", random -> openAndRead(parameter, random), reading),
        new Kind("read and refresh", random -> read(shared, random), reading));
  }

  private static VaultLoadStoreParameter parameter(VaultServer server, String type) {
    return VaultLoadStoreParameter.builder(server.uri())
        .set(Setting.TYPE, type)
        .set(Setting.ACCESS_TOKEN, server.accessToken())
        .set(Setting.TRUST_CERTIFICATES, server.caCertificate().toString())
        .set(Setting.DISABLE_CHALLENGE_RESOURCE_VERIFICATION, "true")
        .set(Setting.VERIFY_SIGNATURES, "always")
        .set(Setting.MAX_RETRIES, Integer.toString(RETRIES))
        .set(Setting.REQUEST_TIMEOUT, "2s")
        .set(Setting.OPERATION_TIMEOUT, "10s")
        .set(Setting.REFRESH_INTERVAL, "1s")
        .build();
  }

  private void sign(PrivateHandle key, String algorithm, Random random) throws Exception {
    byte[] message = bytes(random, random.nextInt(1000));
    Signature signer = Signature.getInstance(algorithm, provider);
    signer.initSign(key);
    signer.update(message);
    count("keys/sign");
    byte[] signature = signer.sign();
    check(verifiesInJdk(key.publicKey(), algorithm, message, signature), "a signature is wrong");
  }

  private static boolean verifiesInJdk(
      PublicKey key, String algorithm, byte[] message, byte[] signature) throws Exception {
    PublicKey plain =
        KeyFactory.getInstance(key.getAlgorithm())
            .generatePublic(new X509EncodedKeySpec(key.getEncoded()));
    boolean pss = algorithm.endsWith("PSS");
    Signature verifier =
        Signature.getInstance(
            pss ? "RSASSA-PSS" : algorithm,
            key.getAlgorithm().equals("EC") ? "SunEC" : "SunRsaSign");
    if (pss) {
      verifier.setParameter(
          new PSSParameterSpec("SHA-384", "MGF1", MGF1ParameterSpec.SHA384, 48, 1));
    }
    verifier.initVerify(plain);
    verifier.update(message);
    return verifier.verify(signature);
  }

  private void verify(PrivateHandle key, Random random) throws Exception {
    byte[] message = bytes(random, 100);
    Signature signer = Signature.getInstance("SHA256withECDSA", provider);
    signer.initSign(key);
    signer.update(message);
    count("keys/sign");
    byte[] signature = signer.sign();
    boolean tampered = random.nextBoolean();
    if (tampered) {
      message[0] ^= 1;
    }
    signer.initVerify(key.publicKey());
    signer.update(message);
    count("keys/verify");
    check(signer.verify(signature) != tampered, "a verification is wrong");
  }

  private void encrypt(PrivateHandle key, Random random) throws Exception {
    byte[] plain = bytes(random, 1 + random.nextInt(190));
    Cipher cipher = Cipher.getInstance("RSA/ECB/OAEPWithSHA-1AndMGF1Padding", provider);
    cipher.init(Cipher.ENCRYPT_MODE, key.publicKey());
    count("keys/encrypt");
    byte[] encrypted = cipher.doFinal(plain);
    cipher.init(Cipher.DECRYPT_MODE, key);
    count("keys/decrypt");
    check(Arrays.equals(cipher.doFinal(encrypted), plain), "a round trip is wrong");
  }

  private void decrypt(PrivateHandle key, Random random) throws Exception {
    byte[] plain = bytes(random, 1 + random.nextInt(190));
    byte[] encrypted = jdkCipher(Cipher.ENCRYPT_MODE, key.publicKey()).doFinal(plain);
    Cipher cipher = Cipher.getInstance("RSA/ECB/OAEPWithSHA-1AndMGF1Padding", provider);
    cipher.init(Cipher.DECRYPT_MODE, key);
    count("keys/decrypt");
    check(Arrays.equals(cipher.doFinal(encrypted), plain), "a decryption is wrong");
  }

  private void unwrap(PrivateHandle key, Random random) throws Exception {
    Key plain = new SecretKeySpec(bytes(random, 32), "AES");
    byte[] wrapped = jdkCipher(Cipher.WRAP_MODE, key.publicKey()).wrap(plain);
    Cipher cipher = Cipher.getInstance("RSA/ECB/OAEPWithSHA-1AndMGF1Padding", provider);
    cipher.init(Cipher.UNWRAP_MODE, key);
    count("keys/unwrapKey");
    check(cipher.unwrap(wrapped, "AES", Cipher.SECRET_KEY).equals(plain), "a key is wrong");
  }

  private static Cipher jdkCipher(int mode, PublicKey key) throws Exception {
    Cipher cipher = Cipher.getInstance("RSA/ECB/OAEPWithSHA-1AndMGF1Padding", "SunJCE");
    cipher.init(
        mode,
        KeyFactory.getInstance("RSA").generatePublic(new X509EncodedKeySpec(key.getEncoded())));
    return cipher;
  }

  private void gcm(SecretHandle key, Random random) throws Exception {
    byte[] plain = bytes(random, random.nextInt(500));
    Cipher cipher = Cipher.getInstance("AES_256/GCM/NoPadding", provider);
    cipher.init(Cipher.ENCRYPT_MODE, key);
    count("keys/encrypt");
    byte[] sealed = cipher.doFinal(plain);
    Cipher back = Cipher.getInstance("AES_256/GCM/NoPadding", provider);
    back.init(Cipher.DECRYPT_MODE, key, new GCMParameterSpec(128, cipher.getIV()));
    count("keys/decrypt");
    check(Arrays.equals(back.doFinal(sealed), plain), "a sealed text is wrong");
  }

  private void openAndRead(VaultLoadStoreParameter parameter, Random random) throws Exception {
    KeyStore store = KeyStore.getInstance("AzureKeyVault", provider);
    store.load(parameter);
    read(store, random);
  }

  /** During a rotation the certificate, the chain and the key may be of different versions. */
  private void read(KeyStore store, Random random) throws Exception {
    List<String> aliases = Collections.list(store.aliases());
    check(aliases.size() == 31, "there are " + aliases.size() + " aliases instead of 31");
    String alias = random.nextBoolean() ? "web" : aliases.get(random.nextInt(aliases.size()));
    X509Certificate certificate = (X509Certificate) store.getCertificate(alias);
    Certificate[] chain = store.getCertificateChain(alias);
    PrivateHandle key = (PrivateHandle) store.getKey(alias, null);
    if (certificate == null || chain == null || key == null) {
      // An entry with an untrusted description is left out.
      exceptions.computeIfAbsent("left out", missing -> new LongAdder()).increment();
      return;
    }
    check(certificate.getPublicKey().getAlgorithm().equals("EC"), "a certificate is wrong");
    check(chain.length >= 1, "a chain is empty");
    sign(key, "SHA256withECDSA", random);
  }

  private static byte[] bytes(Random random, int length) {
    byte[] bytes = new byte[length];
    random.nextBytes(bytes);
    return bytes;
  }

  private void count(String operation) {
    calls.computeIfAbsent(operation, missing -> new LongAdder()).increment();
  }

  private static void check(boolean isRight, String otherwise) {
    if (!isRight) {
      throw new AssertionError(otherwise);
    }
  }

  private void run(ExecutorService threads, List<Kind> kinds, Duration time, int part)
      throws InterruptedException {
    Instant end = Instant.now().plus(time);
    CountDownLatch done = new CountDownLatch(THREADS);
    for (int i = 0; i < THREADS; i++) {
      Random random = new Random(SEED + 1000L * part + i);
      threads.execute(
          () -> {
            try {
              while (Instant.now().isBefore(end)) {
                once(kinds.get(random.nextInt(kinds.size())), random);
              }
            } finally {
              done.countDown();
            }
          });
    }
    assertThat(done.await(time.toSeconds() + 120, TimeUnit.SECONDS)).as("no thread hangs").isTrue();
  }

  private void once(Kind kind, Random random) {
    try {
      kind.work().run(random);
      right.increment();
    } catch (Exception e) {
      boolean documented =
          kind.documented().contains(e.getClass())
              || (e instanceof IOException && kind.documented().contains(IOException.class));
      if (documented && e.getMessage() != null) {
        exceptions
            .computeIfAbsent(e.getClass().getSimpleName(), missing -> new LongAdder())
            .increment();
      } else {
        wrong.add(kind.name() + ": " + trace(e));
      }
    } catch (AssertionError e) {
      wrong.add(kind.name() + ": " + e.getMessage());
    }
  }

  private static String trace(Exception e) {
    return e
        + Arrays.stream(e.getStackTrace())
            .limit(12)
            .map(frame -> "\n  at " + frame)
            .collect(Collectors.joining());
  }

  /** Each call sends one request and its repetitions; only few are repeated. */
  private void budgetIsHeld(VaultServer vault, VaultServer hsm) {
    for (String operation : SINGLE) {
      long asked = calls.getOrDefault(operation, new LongAdder()).sum();
      long sent = vault.counters().requests(operation) + hsm.counters().requests(operation);
      assertThat(sent).as(operation).isLessThanOrEqualTo(asked * (1 + RETRIES));
      assertThat(sent).as(operation).isLessThanOrEqualTo(asked + asked / 5 + 50);
    }
  }

  private static Use useAtRest(VaultServer vault, VaultServer hsm) {
    Instant atTheLatest = Instant.now().plusSeconds(30);
    while (threads("vaultjca-read") > 8 && Instant.now().isBefore(atTheLatest)) {
      LockSupport.parkNanos(10_000_000);
    }
    return new Use(
        threads("vaultjca-") + threads("HttpClient-"),
        vault.counters().openConnections() + hsm.counters().openConnections(),
        heap() / 1024);
  }

  private static long threads(String prefix) {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().startsWith(prefix))
        .count();
  }

  @SuppressWarnings("SystemGc") // Only a collection shows the heap in use.
  private static long heap() {
    System.gc();
    Runtime runtime = Runtime.getRuntime();
    return runtime.totalMemory() - runtime.freeMemory();
  }

  private void report(VaultServer vault, VaultServer hsm, double seconds, Use early, Use late) {
    Map<String, Long> failures = new TreeMap<>();
    exceptions.forEach((name, count) -> failures.put(name, count.sum()));
    long asked =
        SINGLE.stream().mapToLong(name -> calls.getOrDefault(name, new LongAdder()).sum()).sum();
    long sent =
        SINGLE.stream()
            .mapToLong(name -> vault.counters().requests(name) + hsm.counters().requests(name))
            .sum();
    System.out.printf(
        Locale.ROOT,
        """
        Soak on %s, seed %d: %.0f s, %d threads, %d right results, exceptions %s, wrong results \
        %d; %d requests, %d of them met a fault; %d key operations sent %d requests; connections \
        made %d; in use after a third %s, at the end %s%n""",
        Runtime.version(),
        SEED,
        seconds,
        THREADS,
        right.sum(),
        failures,
        wrong.size(),
        vault.counters().requests() + hsm.counters().requests(),
        vault.faults().met() + hsm.faults().met(),
        asked,
        sent,
        vault.counters().connections() + hsm.counters().connections(),
        early,
        late);
  }
}
