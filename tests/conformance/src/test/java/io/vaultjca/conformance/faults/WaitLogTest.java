package io.vaultjca.conformance.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.vaultjca.conformance.fixture.KeyStoreFile;
import io.vaultjca.conformance.fixture.TestVault;
import io.vaultjca.conformance.fixture.Threads;
import io.vaultjca.embedded.Fault;
import io.vaultjca.embedded.VaultServer;
import io.vaultjca.provider.AzureKeyVaultProvider;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.Signature;
import java.text.MessageFormat;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.FutureTask;
import java.util.concurrent.locks.LockSupport;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.api.parallel.ResourceLock;

/** The log of a waiting operation: what it waits for, and for how long. */
// Mostly waits for timeouts, so it runs beside other classes, one test at a time.
@Execution(ExecutionMode.CONCURRENT)
@ResourceLock(TestVault.LOG_LEVELS)
class WaitLogTest {
  private static final String SEED = "{\"certificates\":[{\"name\":\"web\",\"kty\":\"EC\"}]}";
  private static final Logger LOGGER = Logger.getLogger("io.vaultjca");

  private final Provider provider = new AzureKeyVaultProvider();
  private final Lines lines = new Lines();
  private Level levelBefore;
  private VaultServer vault;

  private record Line(Level level, String text) {}

  private static final class Lines extends Handler {
    private final Queue<Line> all = new ConcurrentLinkedQueue<>();

    @Override
    public void publish(LogRecord record) {
      String text = record.getMessage();
      Object[] parameters = record.getParameters();
      all.add(
          new Line(
              record.getLevel(),
              parameters == null ? text : MessageFormat.format(text, parameters)));
    }

    List<Line> containing(String part) {
      return all.stream().filter(line -> line.text().contains(part)).toList();
    }

    @Override
    public void flush() {
      // Nothing is held back.
    }

    @Override
    public void close() {
      all.clear();
    }
  }

  /** Loads classes first, which may take longer than an operation waits without a log line. */
  @BeforeAll
  static void warmUp() throws Exception {
    try (VaultServer server = VaultServer.start()) {
      server.seed(SEED);
      KeyStoreFile file = KeyStoreFile.of(server).application(server.identity());
      assertThat(file.open(new AzureKeyVaultProvider()).getKey("web", null)).isNotNull();
    }
  }

  @BeforeEach
  void listen() {
    levelBefore = LOGGER.getLevel();
    LOGGER.setLevel(Level.ALL);
    LOGGER.addHandler(lines);
    vault = VaultServer.start();
    vault.seed(SEED);
  }

  @AfterEach
  void close() {
    LOGGER.removeHandler(lines);
    LOGGER.setLevel(levelBefore);
    vault.close();
  }

  @Test
  void logsEachRepetitionAndShowsTheFirstLongWaitByDefault() throws Exception {
    PrivateKey key = key(file().open(provider));
    vault.stop();
    assertThat(catchThrowable(() -> sign(key))).hasMessageContaining("connection refused");
    List<Line> repeated = lines.containing("Signing (ES256) with the key " + key + " is repeated");
    assertThat(repeated)
        .as(lines.all.toString())
        .extracting(Line::level)
        .containsExactly(Level.FINE, Level.FINE, Level.INFO);
    // The first try may still use the connection that is being closed.
    assertThat(repeated.get(1).text())
        .matches(
            """
            .* is repeated in 1\\.\\d s, after 2 tries in \\d\\.\\d s: no connection to \
            localhost:\\d+ \\(connection refused\\)\\.""");
    assertThat(repeated.get(2).text()).containsPattern("in 3\\.\\d s, after 3 tries in ");
  }

  @Test
  void showsTheWaitForAnAnswerByDefault() throws Exception {
    PrivateKey key = key(file().with("request-timeout", "8s").open(provider));
    vault.faults().inject("keys/sign", 1, Fault.hang());
    assertThat(sign(key)).isNotEmpty();
    String name = "Signing (ES256) with the key " + key;
    assertThat(lines.containing(name))
        .hasSize(2)
        .satisfiesExactly(
            line -> {
              assertThat(line.level()).isEqualTo(Level.INFO);
              assertThat(line.text())
                  .matches(
                      ".* has waited [2-7]\\.\\d s for the answer, and waits 8\\.0 s at most\\.");
            },
            line -> {
              assertThat(line.level()).isEqualTo(Level.FINE);
              assertThat(line.text())
                  .containsPattern(
                      """
                       is repeated in 0\\.\\d s, after one try in (8|9|1\\d)\\.\\d s: \
                      localhost:\\d+ did not answer in time\\.""");
            });
  }

  @Test
  void showsAThrottledOperationByDefault() throws Exception {
    PrivateKey key = key(file().open(provider));
    vault.faults().inject("keys/sign", 1, Fault.throttled(Duration.ofSeconds(3)));
    assertThat(sign(key)).isNotEmpty();
    List<Line> logged = lines.containing("Signing (ES256) with the key " + key);
    assertThat(logged.get(0).level()).isEqualTo(Level.INFO);
    assertThat(logged.get(0).text())
        .containsPattern("is repeated in 3\\.0 s, after one try in .*: the Key Vault answered 429");
    assertThat(logged.get(1).level()).isEqualTo(Level.FINE);
    assertThat(logged.get(1).text())
        .containsPattern("has waited [2-9]\\.\\d s for its turn, because the vault throttles");
  }

  @Test
  void showsManyWaitingCallersOnce() throws Exception {
    PrivateKey key = key(file().open(provider));
    vault.faults().inject("keys/sign", 1, Fault.throttled(Duration.ofSeconds(6)));
    String name = "Signing (ES256) with the key " + key;
    FutureTask<byte[]> throttled = new FutureTask<>(() -> sign(key));
    new Thread(throttled, "throttled").start();
    while (lines.containing(name).isEmpty() && !throttled.isDone()) {
      LockSupport.parkNanos(1_000_000);
    }
    // The others wait before they send a request.
    assertThat(Threads.run(number -> sign(key))).hasSize(Threads.COUNT);
    assertThat(throttled.get()).isNotEmpty();
    List<Line> logged = lines.containing(name);
    assertThat(logged).hasSizeGreaterThan(Threads.COUNT);
    assertThat(logged).filteredOn(line -> line.level().equals(Level.INFO)).hasSize(1);
  }

  @Test
  void showsTheWaitForATokenByDefaultAndLogsEachRequest() throws Exception {
    vault.faults().inject("identity/token", 2, Fault.unavailable());
    vault.faults().inject("identity/token", 1, Fault.delay(Duration.ofSeconds(2)));
    KeyStore store = KeyStoreFile.of(vault).application(vault.identity()).open(provider);
    assertThat(store.getKey("web", null)).isNotNull();
    assertThat(
            lines.containing(
                "Reading the certificate " + vault.uri() + "/certificates/web has waited"))
        .singleElement()
        .satisfies(line -> assertThat(line.level()).isEqualTo(Level.INFO))
        .satisfies(line -> assertThat(line.text()).contains(" for a token, and waits "));
    List<Line> requests =
        lines.containing(
            "Request for a token to " + vault.identity().authorityHost().getAuthority());
    assertThat(requests).extracting(Line::level).containsOnly(Level.FINE);
    assertThat(requests.get(0).text())
        .containsPattern("/oauth2/v2.0/token: status 503, after \\d+ ms");
    assertThat(requests.get(2).text())
        .containsPattern("/oauth2/v2.0/token: status 200, after \\d+ ms");
  }

  @Test
  void logsNothingWithoutAWait() throws Exception {
    PrivateKey key = key(file().open(provider));
    assertThat(sign(key)).isNotEmpty();
    assertThat(lines.containing(key.toString())).isEmpty();
  }

  private KeyStoreFile file() {
    return KeyStoreFile.of(vault).with("access-token", vault.accessToken());
  }

  private PrivateKey key(KeyStore store) throws Exception {
    PrivateKey key = (PrivateKey) store.getKey("web", null);
    sign(key);
    return key;
  }

  private byte[] sign(PrivateKey key) throws Exception {
    Signature signature = Signature.getInstance("SHA256withECDSA", provider);
    signature.initSign(key);
    signature.update((byte) 1);
    return signature.sign();
  }
}
