package io.vaultjca.conformance.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vaultjca.Secret;
import io.vaultjca.Setting;
import io.vaultjca.VaultCredential;
import io.vaultjca.VaultLoadStoreParameter;
import io.vaultjca.conformance.fixture.Threads;
import io.vaultjca.embedded.VaultServer;
import io.vaultjca.provider.AzureKeyVaultProvider;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.ProviderException;
import java.security.Signature;
import java.security.SignatureException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.api.parallel.ResourceLock;

/** A credential that stops answering while many threads use one key. */
// Mostly waits, so it runs beside other classes, one test at a time.
@Execution(ExecutionMode.CONCURRENT)
@ResourceLock("SilentCredentialTest")
class SilentCredentialTest {
  private static final Duration OPERATION = Duration.ofSeconds(6);

  /** Well above one operation on a loaded machine, and well below two operations. */
  private static final Duration LONGEST = Duration.ofMillis(11_500);

  private static final int FAILURES_EACH = 2;

  private final VaultServer server = VaultServer.start();
  private final AtomicInteger asked = new AtomicInteger();
  private final CountDownLatch speaksAgain = new CountDownLatch(1);

  /** Loads classes first, so that the short timeouts below do not measure the start of the JVM. */
  @BeforeAll
  static void warmUp() throws Exception {
    try (VaultServer any = VaultServer.start()) {
      Instant later = Instant.now().plusSeconds(3600);
      VaultCredential ready =
          request -> new VaultCredential.Token(new Secret(any.accessToken()), later);
      sign(key(any, ready, Duration.ofSeconds(60)));
    }
  }

  /** The first token lives for four seconds; the next one does not come until the latch opens. */
  private VaultCredential.Token token(VaultCredential.Request request) throws IOException {
    boolean first = asked.incrementAndGet() == 1;
    try {
      if (!first) {
        speaksAgain.await();
      }
    } catch (InterruptedException e) {
      throw new IOException("interrupted", e);
    }
    return new VaultCredential.Token(
        new Secret(server.accessToken()), Instant.now().plusSeconds(first ? 4 : 3600));
  }

  @AfterEach
  void stop() {
    speaksAgain.countDown();
    server.close();
  }

  @Test
  void waitsNoLongerThanOneOperationAndCallsTheCredentialOnce() throws Exception {
    PrivateKey key = key(this::token);
    List<Duration> longest =
        Threads.run(
            number -> {
              Duration longestOfThis = Duration.ZERO;
              for (int failures = 0; failures < FAILURES_EACH; ) {
                // Leaves processor time to the tests that run at the same time.
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(500));
                long started = System.nanoTime();
                try {
                  sign(key);
                } catch (SignatureException e) {
                  assertThat(e).hasMessageContaining("got no token: no answer within");
                  failures++;
                }
                Duration took = Duration.ofNanos(System.nanoTime() - started);
                longestOfThis = took.compareTo(longestOfThis) > 0 ? took : longestOfThis;
              }
              return longestOfThis;
            });
    assertThat(longest).allMatch(took -> took.compareTo(LONGEST) < 0);
    assertThat(asked).hasValue(2);

    FutureTask<byte[]> interrupted = new FutureTask<>(() -> sign(key));
    Thread thread = new Thread(interrupted);
    thread.start();
    thread.interrupt();
    assertThatThrownBy(() -> interrupted.get(5, TimeUnit.SECONDS))
        .cause()
        .isInstanceOf(SignatureException.class)
        .hasMessageContaining("the thread was interrupted");

    speaksAgain.countDown();
    assertThat(sign(key)).isNotEmpty();
    assertThat(asked).hasValue(2);
  }

  @Test
  void blamesTheProgramsCredentialForReturningNull() {
    assertThatThrownBy(() -> key(request -> null))
        .isInstanceOf(ProviderException.class)
        .hasMessageContaining(
            "The credential custom got no token: the program's own VaultCredential returned null.");
  }

  @Test
  void acceptsATokenThatNeverExpires() throws Exception {
    PrivateKey key =
        key(request -> new VaultCredential.Token(new Secret(server.accessToken()), Instant.MAX));
    assertThat(sign(key)).isNotEmpty();
  }

  private PrivateKey key(VaultCredential credential) throws GeneralSecurityException, IOException {
    return key(server, credential, OPERATION);
  }

  private static PrivateKey key(VaultServer server, VaultCredential credential, Duration operation)
      throws GeneralSecurityException, IOException {
    server.seed("{\"certificates\":[{\"name\":\"web\",\"kty\":\"EC\"}]}");
    KeyStore store = KeyStore.getInstance("AzureKeyVault", new AzureKeyVaultProvider());
    store.load(
        VaultLoadStoreParameter.builder(server.uri())
            .set(Setting.TRUST_CERTIFICATES, server.caCertificate().toString())
            .set(Setting.DISABLE_CHALLENGE_RESOURCE_VERIFICATION, "true")
            .set(Setting.OPERATION_TIMEOUT, operation.toSeconds() + "s")
            .credential(credential)
            .build());
    return (PrivateKey) store.getKey("web", null);
  }

  private static byte[] sign(PrivateKey key) throws GeneralSecurityException {
    Signature signature = Signature.getInstance("SHA256withECDSA", new AzureKeyVaultProvider());
    signature.initSign(key);
    signature.update((byte) 1);
    return signature.sign();
  }
}
