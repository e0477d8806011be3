package io.vaultjca.conformance.endurance;

import static org.assertj.core.api.Assertions.assertThat;

import io.vaultjca.Setting;
import io.vaultjca.VaultLoadStoreParameter;
import io.vaultjca.conformance.fixture.Full;
import io.vaultjca.embedded.Fault;
import io.vaultjca.embedded.VaultServer;
import io.vaultjca.embedded.identity.TokenRequest;
import io.vaultjca.handle.PrivateHandle;
import io.vaultjca.provider.AzureKeyVaultProvider;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.Provider;
import java.security.Signature;
import java.security.SignatureException;
import java.security.spec.X509EncodedKeySpec;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Thirty-two threads sign without a pause while their token is due for renewal, in the second half
 * of its short life, and the token endpoint is slow, down or wrong.
 *
 * <p>The SDK caches a token for each key that it signs with, and requests the next when that one
 * expires. Each thread therefore uses another key, and a key that signs for the first time in the
 * second half of the token's life starts the renewal.
 */
@Execution(ExecutionMode.CONCURRENT)
class TokenEndpointTest {
  private static final int THREADS = 32;
  private static final Duration LIFE = Duration.ofSeconds(20);
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  /** The most requests that MSAL and Azure Identity send for one token, repetitions included. */
  private static final int REQUESTS_OF_ONE_ATTEMPT = 8;

  private final Provider provider = new AzureKeyVaultProvider();
  private final LongAdder signatures = new LongAdder();
  private final Queue<Exception> failures = new ConcurrentLinkedQueue<>();
  private final AtomicBoolean stop = new AtomicBoolean();
  private final ExecutorService threads = Executors.newFixedThreadPool(THREADS);
  private VaultServer vault;

  /** The moments before and after the first token was issued. */
  private Instant firstToken;

  private Instant hasToken;

  /** The faults of the token endpoint. */
  enum Trouble {
    DOWN(Fault.unavailable()),
    RESET(Fault.reset()),
    BROKEN(Fault.truncated()),
    WRONG(Fault.garbage()),
    EMPTY(Fault.rewritten(body -> "{}")),
    NO_TOKEN(Fault.rewritten(body -> body.replaceFirst("\"access_token\":\"[^\"]*\"", "\"x\":1"))),
    THROTTLED(Fault.throttled(Duration.ofSeconds(1)));

    @SuppressWarnings("ImmutableEnumChecker") // Fault is immutable without the annotation.
    private final Fault fault;

    Trouble(Fault fault) {
      this.fault = fault;
    }
  }

  /** Loads classes first, so that the short timeouts below do not measure the start of the JVM. */
  @BeforeAll
  static void warmUp() throws Exception {
    try (VaultServer any = VaultServer.start()) {
      assertThat(Collections.list(load(any, "60s").aliases())).isEmpty();
    }
  }

  @BeforeEach
  void start() {
    vault = VaultServer.builder().tokenLifetime(LIFE).start();
    vault.seed("{\"certificates\": [{\"name\": \"c-%02d\", \"count\": 33, \"kty\": \"EC\"}]}");
  }

  @AfterEach
  void close() {
    stop.set(true);
    threads.shutdownNow();
    vault.close();
  }

  @Test
  void aSlowEndpointGetsOneRequestAndDelaysNoSignature() throws Exception {
    List<PrivateHandle> keys = open("30s");
    CountDownLatch open = new CountDownLatch(1);
    vault
        .faults()
        .inject(
            "identity/token",
            Fault.rewritten(
                body -> {
                  awaitQuietly(open);
                  return body;
                }));
    signWithoutAPause(keys);
    signInTheSecondHalf(keys.get(THREADS));
    until(() -> tokenRequests() == 2);
    long before = signatures.sum();
    until(() -> signatures.sum() > before + THREADS / 4);
    open.countDown();
    long during = signatures.sum();
    until(() -> signatures.sum() > during + THREADS);
    assertThat(failures).isEmpty();
    long lives = 1 + Duration.between(firstToken, Instant.now()).dividedBy(LIFE.dividedBy(2));
    assertThat(tokenRequests()).isBetween(2L, 1 + lives);
    System.out.println(
        "Slow token endpoint: " + (during - before) + " signatures while one renewal waited");
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      assertThat(latch.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** All troubles in a long run, otherwise one. */
  static List<Trouble> troubles() {
    return Integer.getInteger("vaultjca.soak.seconds", 0) < 60
        ? List.of(Trouble.NO_TOKEN)
        : List.of(Trouble.values());
  }

  // It waits for the whole life of a token.
  @Full
  @ParameterizedTest
  @MethodSource("troubles")
  void signingContinuesWhileTheTokenLivesWithFewTokenRequests(Trouble trouble) throws Exception {
    List<PrivateHandle> keys = open("10s");
    vault.faults().inject("identity/token", trouble.fault);
    signWithoutAPause(keys);
    signInTheSecondHalf(keys.get(THREADS));
    until(() -> tokenRequests() > 1);
    // Until shortly before the end of the old token: one renewal, however it ended.
    Instant nearlyOver = firstToken.plus(LIFE).minusSeconds(4);
    until(() -> Instant.now().isAfter(nearlyOver));
    assertThat(failures).isEmpty();
    assertThat(signatures.sum()).isGreaterThan(THREADS);
    assertThat(tokenRequests()).isLessThanOrEqualTo(1 + REQUESTS_OF_ONE_ATTEMPT);
    // The token has expired: every thread fails with a reason, and few send a request.
    until(() -> failures.size() > THREADS);
    assertThat(failures)
        .allSatisfy(
            failure ->
                assertThat(failure)
                    .isExactlyInstanceOf(SignatureException.class)
                    .hasMessageStartingWith("Signing (ES256) with the key " + vault.uri())
                    .hasMessageContaining("The credential client-secret got no token: "));
    // At most one attempt a second, however many operations there are.
    long failing = Duration.between(nearlyOver, Instant.now()).toSeconds() + 2;
    assertThat(tokenRequests()).isLessThanOrEqualTo(1 + REQUESTS_OF_ONE_ATTEMPT * (1 + failing));
    // And when the endpoint works again, so does signing, with one more token for all.
    vault.faults().clear();
    long askedBefore = tokenRequests();
    Instant recovered = Instant.now();
    long before = signatures.sum();
    until(() -> signatures.sum() > before + THREADS);
    long lives = 1 + Duration.between(recovered, Instant.now()).dividedBy(LIFE.dividedBy(2));
    assertThat(tokenRequests() - askedBefore).isLessThanOrEqualTo(1 + lives);
  }

  private static KeyStore load(VaultServer server, String operationTimeout) throws Exception {
    KeyStore store = KeyStore.getInstance("AzureKeyVault", new AzureKeyVaultProvider());
    store.load(
        VaultLoadStoreParameter.builder(server.uri())
            .set(Setting.TENANT_ID, server.identity().tenantId())
            .set(Setting.CLIENT_ID, server.identity().clientId())
            .set(Setting.CLIENT_SECRET, server.identity().clientSecret())
            .set(Setting.AUTHORITY_HOST, server.identity().authorityHost().toString())
            .set(Setting.DISABLE_INSTANCE_DISCOVERY, "true")
            .set(Setting.TRUST_CERTIFICATES, server.caCertificate().toString())
            .set(Setting.DISABLE_CHALLENGE_RESOURCE_VERIFICATION, "true")
            .set(Setting.OPERATION_TIMEOUT, operationTimeout)
            .build());
    return store;
  }

  private List<PrivateHandle> open(String operationTimeout) throws Exception {
    firstToken = Instant.now();
    KeyStore store = load(vault, operationTimeout);
    List<PrivateHandle> keys = new ArrayList<>();
    List<String> aliases = Collections.list(store.aliases());
    hasToken = Instant.now();
    for (String alias : aliases) {
      keys.add((PrivateHandle) store.getKey(alias, null));
    }
    assertThat(keys).hasSize(THREADS + 1);
    sign(keys.get(0));
    assertThat(granted()).isEqualTo(1);
    return keys;
  }

  private void signInTheSecondHalf(PrivateHandle fresh) throws Exception {
    Instant half = hasToken.plus(LIFE.dividedBy(2));
    until(() -> Instant.now().isAfter(half.plusMillis(100)));
    sign(fresh);
  }

  private void signWithoutAPause(List<PrivateHandle> keys) {
    for (PrivateHandle key : keys.subList(0, THREADS)) {
      threads.execute(
          () -> {
            while (!stop.get()) {
              // Leaves processor time to the tests that run at the same time.
              LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(900));
              try {
                sign(key);
                signatures.increment();
              } catch (Exception e) {
                failures.add(e);
              }
            }
          });
    }
  }

  private void sign(PrivateHandle key) throws Exception {
    Signature signature = Signature.getInstance("SHA256withECDSA", provider);
    signature.initSign(key);
    byte[] signed = signature.sign();
    Signature verifier = Signature.getInstance("SHA256withECDSA", "SunEC");
    verifier.initVerify(
        KeyFactory.getInstance("EC", "SunEC")
            .generatePublic(new X509EncodedKeySpec(key.publicKey().getEncoded())));
    assertThat(verifier.verify(signed)).isTrue();
  }

  private long tokenRequests() {
    return vault.counters().requests("identity/token");
  }

  private long granted() {
    return vault.identity().requests().stream().filter(TokenRequest::granted).count();
  }

  private static void until(BooleanSupplier condition) {
    Instant atTheLatest = Instant.now().plus(PATIENCE);
    while (!condition.getAsBoolean() && Instant.now().isBefore(atTheLatest)) {
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
    }
    assertThat(condition.getAsBoolean()).isTrue();
  }
}
