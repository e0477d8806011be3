package io.vaultjca.conformance.faults;

import io.vaultjca.Setting;
import io.vaultjca.VaultLoadStoreParameter;
import io.vaultjca.embedded.Identity;
import io.vaultjca.embedded.ServerCertificate;
import io.vaultjca.embedded.VaultServer;
import io.vaultjca.provider.AzureKeyVaultProvider;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.Signature;
import java.security.cert.Certificate;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;

/**
 * A separate vault for one piece of work after the other, each over a new connection. For one
 * thread at a time.
 */
final class Scene implements AutoCloseable {
  static final Duration WAIT_AT_MOST = Duration.ofSeconds(40);

  /** A refresh has ended if nothing happens for this long. */
  private static final Duration QUIET = Duration.ofSeconds(2);

  private static final String SIGNER = "{\"certificates\":[{\"name\":\"signer\",\"kty\":\"EC\"}]}";
  private static final String UNWRAPPER =
      "{\"certificates\":[{\"name\":\"unwrapper\",\"kty\":\"RSA\"}]}";
  private static final AtomicInteger CONNECTIONS = new AtomicInteger();

  private final Provider provider = new AzureKeyVaultProvider();
  private final MovableClock vaultClock = new MovableClock();
  private final MovableClock clock = new MovableClock();
  private final VaultServer server;

  private Scene(String host) {
    server = VaultServer.builder().host(host).clock(vaultClock).start();
    server.seed(SIGNER);
    server.seed(UNWRAPPER);
  }

  /** Opens a vault and does all work once, so that no case pays for the warm-up. */
  static Scene open() throws Exception {
    return open("localhost");
  }

  /** The same for a vault with another host name, which must resolve to this machine. */
  static Scene open(String host) throws Exception {
    Warnings.listen();
    Scene scene = new Scene(host);
    Map<Setting, String> patient =
        Map.of(Setting.REQUEST_TIMEOUT, "60s", Setting.OPERATION_TIMEOUT, "120s");
    for (Work work : Work.values()) {
      Outcome warm = scene.prepare(work, patient, true).run();
      if (warm.complaint().isPresent()) {
        throw new IllegalStateException(work + ": " + warm);
      }
    }
    scene.clock.offset(Duration.ZERO);
    return scene;
  }

  VaultServer server() {
    return server;
  }

  MovableClock vaultClock() {
    return vaultClock;
  }

  /** Runs a case and restores the vault. */
  Outcome run(FaultCase fault, Work work) throws Exception {
    try {
      Prepared prepared = prepare(work, fault.settings(), fault.isRealCredential());
      server.counters().reset();
      fault.fixture().injectInto(this, work.operation());
      return prepared.run();
    } finally {
      server.faults().clear();
      server.restart();
      server.show(ServerCertificate.VALID);
      vaultClock.offset(Duration.ZERO);
    }
  }

  /** Opens a key store with its own connection. */
  KeyStore store(Map<Setting, String> settings, boolean realCredential)
      throws GeneralSecurityException, IOException {
    Map<Setting, String> all = new EnumMap<>(Setting.class);
    all.put(Setting.TRUST_CERTIFICATES, server.caCertificate().toString());
    all.put(Setting.DISABLE_CHALLENGE_RESOURCE_VERIFICATION, "true");
    all.put(Setting.CHAIN_FROM_SECRET, "false");
    all.put(Setting.REQUEST_TIMEOUT, "20s");
    all.put(Setting.OPERATION_TIMEOUT, "30s");
    all.put(Setting.MAX_RETRIES, "1");
    // Another value makes another connection.
    all.put(Setting.CONNECT_TIMEOUT, 20_000 + CONNECTIONS.incrementAndGet() + "ms");
    if (realCredential) {
      Identity identity = server.identity();
      all.put(Setting.TENANT_ID, identity.tenantId());
      all.put(Setting.CLIENT_ID, identity.clientId());
      all.put(Setting.CLIENT_SECRET, identity.clientSecret());
      all.put(Setting.AUTHORITY_HOST, identity.authorityHost().toString());
      all.put(Setting.DISABLE_INSTANCE_DISCOVERY, "true");
    } else {
      all.put(Setting.ACCESS_TOKEN, server.accessToken());
    }
    all.putAll(settings);
    VaultLoadStoreParameter.Builder parameter = VaultLoadStoreParameter.builder(server.uri());
    all.forEach(parameter::set);
    KeyStore store = KeyStore.getInstance("AzureKeyVault", provider);
    store.load(parameter.clock(clock).build());
    return store;
  }

  /** Does the work up to the point where the fault strikes. */
  Prepared prepare(Work work, Map<Setting, String> settings, boolean realCredential)
      throws Exception {
    clock.offset(Duration.ZERO);
    KeyStore store = store(settings, realCredential);
    return switch (work) {
      case SIGN -> signing(store);
      case UNWRAP -> unwrapping(store);
      case LOAD -> loading(store);
      case REFRESH -> refreshing(store);
    };
  }

  Prepared signing(KeyStore store) throws Exception {
    PrivateKey key = (PrivateKey) store.getKey("signer", null);
    Certificate certificate = store.getCertificate("signer");
    sign(key);
    return () ->
        timed(
            () -> {
              byte[] signature = sign(key);
              return verifies(certificate, signature) ? "a valid signature" : "a WRONG signature";
            });
  }

  byte[] sign(PrivateKey key) throws GeneralSecurityException {
    Signature signature = Signature.getInstance("SHA256withECDSA", provider);
    signature.initSign(key);
    signature.update((byte) 1);
    return signature.sign();
  }

  static boolean verifies(Certificate certificate, byte[] signature)
      throws GeneralSecurityException {
    Signature verifier = Signature.getInstance("SHA256withECDSA", "SunEC");
    verifier.initVerify(certificate.getPublicKey());
    verifier.update((byte) 1);
    return verifier.verify(signature);
  }

  Prepared unwrapping(KeyStore store) throws Exception {
    String algorithm = "RSA/ECB/OAEPWithSHA-1AndMGF1Padding";
    Key key = store.getKey("unwrapper", null);
    SecretKey secret = new SecretKeySpec(new byte[16], "AES");
    Cipher wrapper = Cipher.getInstance(algorithm, "SunJCE");
    wrapper.init(Cipher.WRAP_MODE, store.getCertificate("unwrapper").getPublicKey());
    byte[] wrapped = wrapper.wrap(secret);
    Prepared prepared =
        () ->
            timed(
                () -> {
                  Cipher cipher = Cipher.getInstance(algorithm, provider);
                  cipher.init(Cipher.UNWRAP_MODE, key);
                  Key unwrapped = cipher.unwrap(wrapped, "AES", Cipher.SECRET_KEY);
                  return unwrapped.equals(secret) ? "the key" : "a WRONG key";
                });
    prepared.run();
    return prepared;
  }

  Prepared loading(KeyStore store) {
    return () -> {
      long challenges = server.counters().requests("challenge");
      Outcome outcome =
          timed(
              () -> {
                PrivateKey key = (PrivateKey) store.getKey("signer", null);
                return key == null ? "no entry" : "the entry";
              });
      // The first operation of a connection also answers a challenge, which does not count.
      return server.counters().requests("challenge") > challenges
          ? outcome.withoutOneRequest()
          : outcome;
    };
  }

  private Prepared refreshing(KeyStore store) throws Exception {
    Certificate before = store.getCertificate("signer");
    // Rotates the certificate, so that a refresh becomes visible.
    server.seed(SIGNER);
    String address = ":" + server.uri().getPort();
    return () -> {
      int warnedBefore = refreshWarnings(address).size();
      clock.offset(Duration.ofMinutes(31));
      return timed(
          () -> {
            Certificate served = store.getCertificate("signer");
            if (!before.equals(served)) {
              return "NOT the entry as it was";
            }
            long deadline = System.nanoTime() + WAIT_AT_MOST.toNanos();
            while (before.equals(store.getCertificate("signer"))
                && refreshWarnings(address).size() == warnedBefore) {
              if (System.nanoTime() > deadline) {
                return "NEITHER refreshed nor a warning";
              }
              LockSupport.parkNanos(2_000_000);
            }
            boolean refreshed = !before.equals(store.getCertificate("signer"));
            int warnings = refreshWarnings(address).size() - warnedBefore;
            return refreshed
                ? "the new entry"
                : warnings == 1 ? "the entry as it was, 1 warning" : warnings + " WARNINGS";
          });
    };
  }

  /** Reads an entry after its refresh, whatever the result. */
  Prepared refreshed(KeyStore store) throws Exception {
    Certificate before = store.getCertificate("signer");
    return () -> {
      long requests = server.counters().requests();
      clock.offset(Duration.ofMinutes(31));
      return timed(
          () -> {
            if (!before.equals(store.getCertificate("signer"))) {
              return "NOT the entry as it was";
            }
            long deadline = System.nanoTime() + WAIT_AT_MOST.toNanos();
            // The refresh has ended if the entry stays the same and no request is sent for a while.
            while (server.counters().requests() == requests || server.counters().inFlight() > 0) {
              if (System.nanoTime() > deadline) {
                return "NOT refreshed";
              }
              LockSupport.parkNanos(2_000_000);
            }
            long sent = server.counters().requests();
            long settled = System.nanoTime() + QUIET.toNanos();
            Certificate after = store.getCertificate("signer");
            while (before.equals(after) && System.nanoTime() < settled) {
              LockSupport.parkNanos(2_000_000);
              if (server.counters().requests() != sent || server.counters().inFlight() > 0) {
                sent = server.counters().requests();
                settled = System.nanoTime() + QUIET.toNanos();
              }
              after = store.getCertificate("signer");
            }
            return after == null
                ? "no entry"
                : before.equals(after) ? "the entry as it was" : "the new entry";
          });
    };
  }

  /** The identifier of a key, with its version. */
  String kid(KeyStore store, String name) {
    try {
      return store.getKey(name, null).toString();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  void rotate(String name) {
    server.seed(name.equals("signer") ? SIGNER : UNWRAPPER);
  }

  /** Removes a deleted certificate for good, as soon as the vault lets it. */
  void purge(String name) throws Exception {
    long deadline = System.nanoTime() + WAIT_AT_MOST.toNanos();
    while (true) {
      try {
        administer("DELETE", "/deletedcertificates/" + name, "");
        return;
      } catch (IllegalStateException stillBeingDeleted) {
        if (System.nanoTime() > deadline) {
          throw stillBeingDeleted;
        }
        LockSupport.parkNanos(20_000_000);
      }
    }
  }

  private static List<String> refreshWarnings(String address) {
    return Warnings.all().containing(address, "could not be refreshed and is served as it was");
  }

  /** Work that yields its result in words. */
  @FunctionalInterface
  private interface Yielding {
    String run() throws Exception;
  }

  private Outcome timed(Yielding work) {
    String address = ":" + server.uri().getPort();
    int warnedBefore = refreshWarnings(address).size();
    long requestsBefore = server.counters().requests();
    long tokensBefore = server.counters().requests("identity/token");
    long started = System.nanoTime();
    String result;
    Optional<Exception> failure = Optional.empty();
    try {
      result = work.run();
    } catch (Exception e) {
      result = e.getClass().getSimpleName();
      failure = Optional.of(e);
    }
    Duration elapsed = Duration.ofNanos(System.nanoTime() - started);
    List<String> warnings = refreshWarnings(address);
    return new Outcome(
        result,
        failure,
        warnings.size() > warnedBefore
            ? Optional.of(warnings.get(warnings.size() - 1))
            : Optional.empty(),
        elapsed,
        server.counters().requests() - requestsBefore,
        server.counters().requests("identity/token") - tokensBefore);
  }

  /** The rest of the work, after the fault is injected. */
  @FunctionalInterface
  interface Prepared {
    Outcome run() throws Exception;
  }

  /** Changes the vault with a REST request, as an administrator's tool does. */
  void administer(String method, String path, String body) throws Exception {
    HttpClient client = HttpClient.newBuilder().sslContext(server.sslContext()).build();
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(server.uri() + path + "?api-version=7.6"))
            .header("Authorization", "Bearer " + server.accessToken())
            .header("Content-Type", "application/json")
            .timeout(Duration.ofSeconds(30))
            .method(method, HttpRequest.BodyPublishers.ofString(body))
            .build();
    HttpResponse<String> answer = client.send(request, HttpResponse.BodyHandlers.ofString());
    if (answer.statusCode() >= 300) {
      throw new IllegalStateException(
          method + " " + path + ": " + answer.statusCode() + " " + answer.body());
    }
  }

  @Override
  public void close() {
    server.close();
  }
}
