package io.vaultjca.conformance.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.assertj.core.util.Throwables.getStackTrace;

import io.vaultjca.VaultException;
import io.vaultjca.VaultException.Reason;
import io.vaultjca.conformance.keystore.OpenedVault;
import io.vaultjca.embedded.Fault;
import io.vaultjca.embedded.VaultServer;
import io.vaultjca.provider.AzureKeyVaultProvider;
import io.vaultjca.text.Version;
import java.io.ByteArrayInputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.ProviderException;
import java.security.Signature;
import java.security.SignatureException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.api.parallel.ResourceLock;

/** Results, waiting times and numbers of requests of a connection, with and without faults. */
// Mostly waits for timeouts, so it runs beside other classes, one test at a time.
@Execution(ExecutionMode.CONCURRENT)
@ResourceLock("ConnectionTest")
class ConnectionTest {
  private OpenedVault vault;

  @BeforeEach
  void open() {
    vault = OpenedVault.with("{\"certificates\":[{\"name\":\"web\",\"kty\":\"EC\"}]}");
  }

  @AfterEach
  void close() {
    vault.close();
  }

  @Test
  void aSecondSignatureIsOneRequestOnTheSameConnection() throws Exception {
    PrivateKey key = key();
    sign(key);
    vault.server().counters().reset();
    sign(key);
    assertThat(vault.server().counters().byOperation()).hasToString("{keys/sign=1}");
    assertThat(vault.server().counters().connections()).isZero();
  }

  @Test
  void twoKeyStoresOfOneConfigurationShareTheirConnection() throws Exception {
    PrivateKey first = key();
    sign(first);
    long connections = vault.server().counters().connections();
    sign(key());
    // Keeps the first key in use: without its last key, a connection may be collected.
    sign(first);
    assertThat(vault.server().counters().connections()).isEqualTo(connections);
    assertThat(vault.server().counters().requests("challenge")).isEqualTo(1);
  }

  @Test
  void everyRequestNamesTheProduct() throws Exception {
    vault.server().counters().reset();
    KeyStore store = vault.open();
    sign((PrivateKey) store.getKey("web", null));
    assertThat(store.getCertificateChain("web")).hasSize(1);
    assertThat(vault.server().counters().userAgents())
        .isNotEmpty()
        .allMatch(agent -> agent.startsWith("vaultjca/%s (Java ".formatted(Version.NUMBER)));
  }

  @Test
  void sixtyFourThreadsNeedNoMoreConnectionsThanThreads() throws Exception {
    PrivateKey key = key();
    ExecutorService threads = Executors.newFixedThreadPool(64);
    try {
      List<Future<byte[]>> signatures =
          IntStream.range(0, 640).mapToObj(i -> threads.submit(() -> sign(key))).toList();
      for (Future<byte[]> signature : signatures) {
        assertThat(signature.get()).isNotEmpty();
      }
    } finally {
      threads.shutdownNow();
    }
    assertThat(vault.server().counters().connections()).isLessThanOrEqualTo(66);
    assertThat(vault.server().counters().requests("keys/sign")).isEqualTo(640);
  }

  @Test
  void withoutRetriesTheFirstFailureIsFinal() throws Exception {
    PrivateKey key = key("azure.keyvault.max-retries=0");
    sign(key);
    vault.server().counters().reset();
    vault.server().faults().inject("keys/sign", 1, Fault.unavailable());
    assertFails(key, Reason.SERVICE_FAILURE, "the Key Vault answered 503");
    assertThat(vault.server().counters().requests("keys/sign")).isEqualTo(1);
  }

  @Test
  void doesNotWaitLongerThanTheOperationMayTake() throws Exception {
    PrivateKey key = key("azure.keyvault.operation-timeout=30s");
    sign(key);
    vault.server().counters().reset();
    vault.server().faults().inject("keys/sign", Fault.throttled(Duration.ofSeconds(100)));
    long started = System.nanoTime();
    assertFails(key, Reason.THROTTLED, "429 Throttled", "It asks to wait 100.0 s.");
    assertThat(since(started)).isLessThan(Duration.ofSeconds(15));
    assertThat(vault.server().counters().requests("keys/sign")).isEqualTo(1);
  }

  @Test
  void theRequestTimeoutEndsTheWaitForASilentService() throws Exception {
    PrivateKey key = key("azure.keyvault.request-timeout=4s", "azure.keyvault.max-retries=1");
    sign(key);
    vault.server().faults().inject("keys/sign", Fault.hang());
    long started = System.nanoTime();
    assertFails(key, Reason.UNREACHABLE, "did not answer in time after 2 tries");
    assertThat(since(started)).isBetween(Duration.ofMillis(8600), Duration.ofSeconds(30));
  }

  @Test
  void refusesAProxysPageWithoutQuotingIt() throws Exception {
    PrivateKey key = key();
    sign(key);
    vault.server().faults().inject("keys/sign", 1, Fault.garbage());
    assertThatThrownBy(() -> sign(key))
        .isInstanceOf(SignatureException.class)
        .hasMessageContaining("it is not what the service promises (is there a proxy in between?)")
        .satisfies(e -> assertThat(getStackTrace(e)).doesNotContain("Bad gateway"));
  }

  @Test
  void sendsATokenAgainAfterARefusal() throws Exception {
    PrivateKey key = key();
    sign(key);
    vault.server().faults().inject("keys/sign", 1, Fault.unauthorized());
    assertThat(sign(key)).isNotEmpty();
  }

  @Test
  void reportsAWrongToken() throws Exception {
    KeyStore store = vault.openWithToken("not-a-token");
    assertThatThrownBy(store::aliases)
        .isInstanceOf(ProviderException.class)
        .hasMessageContaining("the Key Vault answered 401 Unauthorized")
        .hasMessageContaining("The service refused the token of the credential access-token")
        .hasMessageContaining("Get a new one and set it as azure.keyvault.access-token.")
        .satisfies(e -> assertThat(getStackTrace(e)).doesNotContain("not-a-token"));
  }

  @Test
  void reportsAnUntrustedCertificateAtOnce() throws Exception {
    long started = System.nanoTime();
    KeyStore store = without("trust-certificates");
    assertThatThrownBy(store::aliases)
        .isInstanceOf(ProviderException.class)
        .hasMessageContaining("the TLS handshake with localhost:")
        .hasMessageContaining("set azure.keyvault.trust-certificates to a PEM file of it");
    assertThat(since(started)).isLessThan(Duration.ofSeconds(15));
    assertThat(vault.server().counters().requests()).isZero();
  }

  @Test
  void theNextLoadReadsAReplacedCertificateFile(@TempDir Path folder) throws Exception {
    Path trusted = folder.resolve("trusted.pem");
    try (VaultServer other = VaultServer.start()) {
      Files.copy(other.caCertificate(), trusted);
    }
    Files.setLastModifiedTime(trusted, FileTime.fromMillis(0));
    String setting = "azure.keyvault.trust-certificates=" + trusted;
    KeyStore before = vault.open(setting);
    assertThatThrownBy(before::aliases)
        .isInstanceOf(ProviderException.class)
        .hasMessageContaining("the TLS handshake with localhost:");
    Files.copy(vault.server().caCertificate(), trusted, StandardCopyOption.REPLACE_EXISTING);
    assertThat(OpenedVault.aliases(vault.open(setting))).containsExactly("web");
    assertThat(before.getProvider()).isNotNull();
  }

  @Test
  void readsFilesThatBeginWithAByteOrderMark(@TempDir Path folder) throws Exception {
    Path trusted = folder.resolve("trusted.pem");
    Files.writeString(trusted, "\ufeff" + Files.readString(vault.server().caCertificate()));
    String content =
        "\ufeff"
            + new String(
                vault.file(
                    vault.server().accessToken(), "azure.keyvault.trust-certificates=" + trusted),
                StandardCharsets.UTF_8);
    Path file = Files.writeString(folder.resolve("vault.properties"), content);
    KeyStore store = KeyStore.getInstance("AzureKeyVault", new AzureKeyVaultProvider());
    store.load(Files.newInputStream(file), null);
    assertThat(OpenedVault.aliases(store)).containsExactly("web");
  }

  @Test
  void reportsAChallengeForAnotherServiceAtOnce() throws Exception {
    long started = System.nanoTime();
    KeyStore store = without("disable-challenge-resource-verification");
    assertThatThrownBy(store::aliases)
        .isInstanceOf(ProviderException.class)
        .hasMessageContaining("azure.keyvault.disable-challenge-resource-verification");
    assertThat(since(started)).isLessThan(Duration.ofSeconds(15));
    assertThat(vault.server().counters().requests()).isEqualTo(1);
  }

  @Test
  void reportsAnUnknownHostAtOnce() throws Exception {
    KeyStore store = storeAt("https://no-such-vault.invalid");
    long started = System.nanoTime();
    assertThatThrownBy(store::aliases)
        .isInstanceOf(ProviderException.class)
        .hasMessageContaining("the host no-such-vault.invalid is not known")
        .hasMessageContaining("Check azure.keyvault.uri, DNS");
    assertThat(since(started)).isLessThan(Duration.ofSeconds(10));
  }

  @Test
  void theConnectTimeoutEndsTheWaitForAHostThatAcceptsNothing() throws Exception {
    InetAddress host = InetAddress.getByName("localhost");
    List<Socket> waiting = new ArrayList<>();
    // Once the queue of a listener that accepts nothing is full, Linux drops new connections, as
    // a firewall does.
    try (ServerSocket full = new ServerSocket(0, 1, host)) {
      boolean isFull = false;
      while (!isFull && waiting.size() < 50) {
        Socket next = new Socket();
        waiting.add(next);
        try {
          next.connect(full.getLocalSocketAddress(), 500);
        } catch (SocketTimeoutException e) {
          isFull = true;
        }
      }
      assumeThat(isFull).as("the queue of a listener is bounded on this system").isTrue();
      KeyStore store =
          storeAt(
              "https://localhost:" + full.getLocalPort(),
              "azure.keyvault.connect-timeout=1s",
              "azure.keyvault.max-retries=0");
      long started = System.nanoTime();
      assertThatThrownBy(store::aliases)
          .isInstanceOf(ProviderException.class)
          .hasMessageContaining(
              "no connection to localhost:" + full.getLocalPort() + " in time after one try in")
          .hasMessageContaining("Check azure.keyvault.uri, DNS, firewall")
          .hasMessageContaining(
              """
              If it is merely slow, raise azure.keyvault.connect-timeout (1.0 s) and \
              azure.keyvault.operation-timeout (60.0 s).""");
      assertThat(since(started)).isBetween(Duration.ofMillis(900), Duration.ofSeconds(10));
    } finally {
      for (Socket socket : waiting) {
        socket.close();
      }
    }
  }

  @Test
  void reportsAnInterruptAndLeavesTheThreadInterrupted() throws Exception {
    PrivateKey key = key();
    sign(key);
    vault.server().faults().inject("keys/sign", Fault.hang());
    Thread.currentThread().interrupt();
    assertFails(key, Reason.INTERRUPTED, "the thread was interrupted");
    assertThat(Thread.interrupted()).isTrue();
  }

  @Test
  void reportsAMissingPermission() throws Exception {
    KeyStore store =
        vault.openWithToken(
            vault.server().accessToken("certificates/get", "certificates/list", "secrets/get"));
    PrivateKey key = (PrivateKey) store.getKey("web", null);
    assertFails(
        key, Reason.FORBIDDEN, "403 Forbidden/ForbiddenByRbac", "The caller lacks the permission");
  }

  @Test
  void reportsADisabledKey() throws Exception {
    try (OpenedVault disabled =
        OpenedVault.with(
            "{\"certificates\":[{\"name\":\"off\",\"kty\":\"EC\",\"enabled\":false}]}")) {
      PrivateKey key = (PrivateKey) disabled.open().getKey("off", null);
      assertFails(
          key,
          Reason.DISABLED,
          "403 Forbidden/KeyDisabled",
          "Enable this version in the vault, or use another one.");
    }
  }

  @Test
  void manyThreadsCanOpenAtOnce() {
    ExecutorService threads = Executors.newFixedThreadPool(16);
    try {
      List<Future<byte[]>> signatures =
          IntStream.range(0, 16).mapToObj(i -> threads.submit(() -> sign(key()))).toList();
      for (Future<byte[]> signature : signatures) {
        assertThatCode(() -> assertThat(signature.get()).isNotEmpty()).doesNotThrowAnyException();
      }
    } finally {
      threads.shutdownNow();
    }
  }

  private KeyStore without(String setting) throws Exception {
    List<String> lines =
        new String(vault.file(vault.server().accessToken()), StandardCharsets.UTF_8)
            .lines()
            .filter(line -> !line.contains(setting))
            .toList();
    KeyStore store = KeyStore.getInstance("AzureKeyVault", new AzureKeyVaultProvider());
    store.load(
        new ByteArrayInputStream(String.join("\n", lines).getBytes(StandardCharsets.UTF_8)), null);
    return store;
  }

  private PrivateKey key(String... lines) throws Exception {
    return (PrivateKey) vault.open(lines).getKey("web", null);
  }

  private static byte[] sign(PrivateKey key) throws Exception {
    Signature signature = Signature.getInstance("SHA256withECDSA", new AzureKeyVaultProvider());
    signature.initSign(key);
    signature.update((byte) 1);
    return signature.sign();
  }

  private static KeyStore storeAt(String uri, String... settings) throws Exception {
    String file =
        "azure.keyvault.uri=%s\nazure.keyvault.access-token=token\n%s"
            .formatted(uri, String.join("\n", settings));
    KeyStore store = KeyStore.getInstance("AzureKeyVault", new AzureKeyVaultProvider());
    store.load(new ByteArrayInputStream(file.getBytes(StandardCharsets.UTF_8)), null);
    return store;
  }

  private static void assertFails(PrivateKey key, Reason reason, String... parts) {
    assertThatThrownBy(() -> sign(key))
        .isInstanceOf(SignatureException.class)
        .hasMessageStartingWith(
            String.format(Locale.ROOT, "Signing (ES256) with the key %s failed: ", key))
        .satisfies(
            e -> Arrays.stream(parts).forEach(part -> assertThat(e).hasMessageContaining(part)))
        .cause()
        .isInstanceOfSatisfying(
            VaultException.class, e -> assertThat(e.reason()).isEqualTo(reason));
  }

  private static Duration since(long started) {
    return Duration.ofNanos(System.nanoTime() - started);
  }
}
