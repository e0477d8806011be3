package io.vaultjca.embedded;

import io.vaultjca.embedded.http.Listener;
import io.vaultjca.embedded.http.LoopbackIdentity;
import io.vaultjca.embedded.http.Request;
import io.vaultjca.embedded.http.Response;
import io.vaultjca.embedded.identity.Accounts;
import io.vaultjca.embedded.identity.IdentityEndpoints;
import io.vaultjca.embedded.management.ManagementService;
import io.vaultjca.embedded.service.AccessTokens;
import io.vaultjca.embedded.service.CertificateIssuing;
import io.vaultjca.embedded.service.PageSizes;
import io.vaultjca.embedded.service.RequestLimit;
import io.vaultjca.embedded.service.Seeds;
import io.vaultjca.embedded.service.VaultService;
import io.vaultjca.embedded.store.Replication;
import io.vaultjca.embedded.store.Settings;
import io.vaultjca.embedded.store.VaultState;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * A Key Vault or Managed HSM on loopback, for tests. It speaks HTTPS with a certificate that it
 * creates at start; its state is in memory and is lost when it is closed.
 *
 * <pre>{@code
 * try (VaultServer vault = VaultServer.start()) {
 *   vault.seed("{\"certificates\": [{\"name\": \"signer\", \"subject\": \"CN=Signer\"}]}");
 *   Path configuration = vault.writeProperties(folder.resolve("vault.properties"));
 *   …
 *   assertThat(vault.counters().requests("keys/sign")).isEqualTo(1);
 * }
 * }</pre>
 *
 * <p>Thread-safe.
 */
public final class VaultServer implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger("io.vaultjca.embedded");
  private static final String APPLICATION = "0f8fad5b-d9cb-469f-a165-70867728950e";

  private final Settings settings;
  private final Listener listener;
  private final Listener managedIdentity;
  private final IdentityEndpoints endpoints;
  private final Identity identity;
  private final VaultState state;
  private final VaultService service;
  private final ManagementService management;
  private final Seeds seeds;
  private final AccessTokens tokens;
  private final Counters counters;
  private final Faults faults;
  private final SensitiveValues sensitiveValues;
  private final Path caCertificate;
  private final LoopbackIdentity tlsIdentity;
  private volatile Duration slowness = Duration.ZERO;

  /** The identities that the vaults of {@link VaultReplicas} share. */
  private record Directory(LoopbackIdentity tls, AccessTokens tokens, Accounts accounts) {
    static Directory of(Settings settings) {
      return new Directory(
          LoopbackIdentity.create(), new AccessTokens(settings), new Accounts(APPLICATION));
    }
  }

  private VaultServer(
      Settings settings,
      Directory directory,
      Builder builder,
      int port,
      @Nullable RequestLimit limit)
      throws IOException {
    this.settings = settings;
    this.tlsIdentity = directory.tls();
    this.sensitiveValues = new SensitiveValues(builder.recording);
    PageSizes pageSizes = new PageSizes();
    this.faults = new Faults(pageSizes);
    this.tokens = directory.tokens();
    this.listener = new Listener(tlsIdentity.serverTls(), port, this::answer);
    this.counters = new Counters(listener::connections, listener::openConnections);
    this.managedIdentity = new Listener(null, 0, this::answerManagedIdentity);
    listener.bind();
    managedIdentity.bind();
    this.state = new VaultState(settings, "https://" + builder.host + ":" + listener.port());
    CertificateIssuing issuing = new CertificateIssuing(state);
    this.service = new VaultService(state, issuing, tokens, pageSizes, limit);
    Accounts accounts = directory.accounts();
    String authority = "https://localhost:" + listener.port();
    this.management = new ManagementService(settings, tokens, pageSizes, authority);
    this.endpoints = new IdentityEndpoints(authority, tokens, accounts);
    this.identity =
        new Identity(
            URI.create(authority),
            URI.create("http://127.0.0.1:" + managedIdentity.port()),
            accounts);
    this.seeds = new Seeds(state, issuing);
    this.caCertificate = Files.createTempFile("embedded-vault-ca-", ".pem");
    caCertificate.toFile().deleteOnExit();
    Files.writeString(caCertificate, tlsIdentity.caPem());
  }

  /**
   * Starts a vault on a free port.
   *
   * @throws UncheckedIOException if it cannot listen
   */
  public static VaultServer start() {
    return builder().start();
  }

  /** Returns a builder for a vault with other settings than the defaults. */
  public static Builder builder() {
    return new Builder();
  }

  /**
   * Returns {@code https://HOST:PORT} without a trailing slash; the host is localhost by default.
   */
  public URI uri() {
    return URI.create(state.baseUri());
  }

  /** Issues an access token that permits everything. */
  public String accessToken() {
    return accessToken("*");
  }

  /**
   * Issues an access token that permits only some operations; the others get a 403.
   *
   * @param permissions operations as in {@link Counters}, or permissions of the service's access
   *     policies, which can cover several operations ({@code keys/list} includes versions and
   *     deleted keys, {@code secrets/set} includes updates), or {@code keys/*} for a whole
   *     collection; case does not matter
   */
  public String accessToken(String... permissions) {
    return tokens.issue(APPLICATION, Set.of(permissions));
  }

  /**
   * Issues an access token for the management plane ({@code https://management.azure.com}). The
   * data plane refuses it, and the management plane refuses tokens of the data plane.
   *
   * @param permissions operations as in {@link Counters}: {@code vaults/get}, {@code vaults/*};
   *     none for all
   */
  public String managementToken(String... permissions) {
    Set<String> permitted = permissions.length == 0 ? Set.of("*") : Set.of(permissions);
    return tokens.issue(APPLICATION, AccessTokens.MANAGEMENT, permitted).token();
  }

  /**
   * Writes a configuration with which the provider's command manages vaults: the address of Azure
   * Resource Manager, a token for it, the CA to trust. The only subscription is {@code
   * 00000000-0000-0000-0000-000000000000}; its resource groups are {@code embedded}, which contains
   * this vault, and {@code other}. Other vaults can be created, listed and deleted, but have no
   * data plane.
   *
   * @param file replaced if it exists; only its owner can read it, because it contains the token
   * @return the file
   * @throws UncheckedIOException if it cannot be written
   */
  public Path writeManagementProperties(Path file, String managementToken) {
    Map<String, String> properties = new LinkedHashMap<>();
    properties.put("azure.keyvault.resource-manager", identity.authorityHost().toString());
    properties.put("azure.keyvault.access-token", managementToken);
    properties.put("azure.keyvault.trust-certificates", caCertificate.toString());
    PrivateFile.write(file, properties);
    return file;
  }

  /** Revokes every access token issued so far; the next request with one gets a 401. */
  public void revokeAccessTokens() {
    tokens.revokeAll();
  }

  /** Returns a PEM file with the CA to trust; {@link #close} deletes it. */
  public Path caCertificate() {
    return caCertificate;
  }

  /** Returns a TLS context for clients that trusts only this vault. */
  public SSLContext sslContext() {
    return tlsIdentity.clientTls();
  }

  /**
   * Writes a key store file with which the provider opens this vault.
   *
   * @param file replaced if it exists; only its owner can read it, because it contains a token
   * @return the file
   * @throws UncheckedIOException if it cannot be written
   */
  public Path writeProperties(Path file) {
    return writeProperties(file, accessToken());
  }

  /**
   * Writes a key store file with the given access token.
   *
   * @throws UncheckedIOException if the file cannot be written
   */
  public Path writeProperties(Path file, String accessToken) {
    PrivateFile.write(file, properties(accessToken));
    return file;
  }

  Map<String, String> properties(String accessToken) {
    Map<String, String> properties = new LinkedHashMap<>();
    properties.put("azure.keyvault.uri", state.baseUri());
    properties.put("azure.keyvault.type", settings.managedHsm() ? "managed-hsm" : "vault");
    properties.put("azure.keyvault.access-token", accessToken);
    properties.put("azure.keyvault.trust-certificates", caCertificate.toString());
    properties.put("azure.keyvault.disable-challenge-resource-verification", "true");
    return properties;
  }

  /** Returns the directory that issues tokens to clients with real credentials. */
  public Identity identity() {
    return identity;
  }

  /** Returns the counters of requests and connections. */
  public Counters counters() {
    return counters;
  }

  /**
   * Returns the values that must not appear in any output; empty unless {@link
   * Builder#recordSensitiveValues} is set.
   */
  public SensitiveValues sensitiveValues() {
    return sensitiveValues;
  }

  /** Returns the faults to inject. */
  public Faults faults() {
    return faults;
  }

  /**
   * Creates keys, certificates and secrets without a request, from the JSON of {@code --seed}.
   *
   * <pre>{@code
   * {
   *   "keys": [{"name": "k", "kty": "RSA", "size": 2048, "key_ops": ["sign"], "enabled": true,
   *             "nbf": 0, "exp": 4102444800},
   *            {"name": "m", "kty": "AKP", "alg": "ML-DSA-65"},
   *            {"name": "x", "kty": "RSA", "external_key": "kek-1"},
   *            {"name": "u", "kty": "EC", "answers": {"key": {"kty": "LMS-HSM", "crv": null},
   *                                                   "attributes": {"quorum": 3}}}],
   *   "certificates": [{"name": "c", "subject": "CN=c", "kty": "EC", "crv": "P-256",
   *                     "exportable": false, "validity": "P90D", "dnsNames": ["localhost"],
   *                     "uris": ["urn:c"], "ipAddresses": ["127.0.0.1"],
   *                     "chain": 2, "contentType": "pem", "enabled": true},
   *                    {"count": 100, "name": "cert-%04d", "kty": "EC"}],
   *   "secrets": [{"name": "s", "value": "…", "contentType": "text/plain"}]
   * }
   * }</pre>
   *
   * <p>{@code answers} simulates a future version of the service: a JSON Merge Patch (RFC 7396)
   * that is applied to the members {@code key} and {@code attributes} of every response about the
   * key; in lists only to {@code attributes}.
   *
   * <p>Only {@code name} (and a secret's {@code value}) is required. With {@code count} the name is
   * a format string for the running number, from 1, and all objects share one key.
   *
   * @throws IllegalArgumentException if the JSON does not have this form; the message names the
   *     entry, the line and the member
   */
  public void seed(String json) {
    seeds.plant(json);
  }

  /** Copies the objects of this vault into another one; see {@link VaultReplicas#seed}. */
  void copyTo(VaultServer other, int number) {
    Replication.copy(state, other.state, number);
  }

  /**
   * Returns the root of the test CA that signs seeded certificates with a {@code chain}; created on
   * first use.
   */
  public X509Certificate seedRoot() {
    try {
      return (X509Certificate)
          CertificateFactory.getInstance("X.509", "SUN")
              .generateCertificate(new ByteArrayInputStream(seeds.root()));
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException("our own certificate", impossible);
    }
  }

  /** Closes the port and all connections: clients see a refused connection. State is kept. */
  public void stop() {
    listener.stop();
    managedIdentity.stop();
  }

  /**
   * Delays every response from now on, like a region with an outage.
   *
   * @param delay of every response; zero ends it
   */
  public void slow(Duration delay) {
    if (delay.isNegative()) {
      throw new IllegalArgumentException("a delay cannot be negative: " + delay);
    }
    slowness = delay;
  }

  /** Closes all open connections, as a load balancer may; new ones are accepted. */
  public void cutConnections() {
    listener.cutConnections();
  }

  /** Uses another certificate in TLS handshakes from now on, and closes open connections. */
  public void show(ServerCertificate certificate) {
    listener.secureBy(
        switch (certificate) {
          case VALID -> tlsIdentity.serverTls();
          case UNTRUSTED -> LoopbackIdentity.create().serverTls();
          case EXPIRED -> tlsIdentity.expiredServerTls();
          case OTHER_HOST -> tlsIdentity.otherHostServerTls();
        });
  }

  /**
   * Listens again on the same port after {@link #stop}.
   *
   * @throws UncheckedIOException if another process has taken the port
   */
  public void restart() {
    try {
      listener.start();
      managedIdentity.start();
    } catch (IOException taken) {
      throw new UncheckedIOException(taken);
    }
  }

  @Override
  public void close() {
    listener.close();
    managedIdentity.close();
    try {
      Files.deleteIfExists(caCertificate);
    } catch (IOException stillInUse) {
      throw new UncheckedIOException(stillInUse);
    }
  }

  private Response answer(Request request) throws InterruptedException {
    Optional<IdentityEndpoints.Resolved> token = endpoints.resolve(request);
    if (token.isPresent()) {
      return answer(request, token.get().operation(), token.get().answer());
    }
    Optional<ManagementService.Resolved> managed = management.resolve(request);
    if (managed.isPresent()) {
      ManagementService.Resolved found = managed.get();
      return answer(request, found.operation(), management::refusal, found.answer());
    }
    VaultService.Resolved resolved = service.resolve(request);
    return answer(request, resolved.operation(), resolved::perform);
  }

  private Response answerManagedIdentity(Request request) throws InterruptedException {
    IdentityEndpoints.Resolved resolved = endpoints.resolveManagedIdentity(request);
    return answer(request, resolved.operation(), resolved.answer());
  }

  private Response answer(Request request, String operation, Supplier<Response> performance)
      throws InterruptedException {
    return answer(request, operation, service::refusal, performance);
  }

  private Response answer(
      Request request,
      String operation,
      FaultyAnswers.Refusals refusals,
      Supplier<Response> performance)
      throws InterruptedException {
    counters.begin(operation, request.header("User-Agent"));
    try {
      if (!operation.startsWith(Counters.IDENTITY)) {
        Thread.sleep(slowness.toMillis());
      }
      List<Fault> due = faults.take(operation);
      for (Fault fault : due) {
        if (fault instanceof Fault.Delay delay) {
          Thread.sleep(delay.duration().toMillis());
        }
      }
      Fault last = due.isEmpty() ? null : due.get(due.size() - 1);
      Response response = FaultyAnswers.answer(last, refusals, service.now(), performance);
      if (response.status() == 429) {
        counters.countThrottled();
      }
      sensitiveValues.record(operation, request, response);
      return response;
    } catch (RuntimeException bug) {
      LOG.log(System.Logger.Level.ERROR, "the embedded vault failed at " + operation, bug);
      return refusals.refusal(500, "InternalServerError", null, "An error occurred: " + bug);
    } finally {
      counters.end();
    }
  }

  /** The settings of a vault; every setting has a default. Not thread-safe. */
  public static final class Builder {
    private Settings settings = Settings.standard();
    private String host = "localhost";
    private int port;
    private boolean recording;
    private boolean delaySet;
    private @Nullable RequestLimit limit;

    private Builder() {}

    /** Sets the port; 0 (the default) picks a free one. */
    public Builder port(int number) {
      if (number < 0 || number > 65_535) {
        throw new IllegalArgumentException("no such port: " + number);
      }
      this.port = number;
      return this;
    }

    /**
     * Sets the host name in identifiers, {@code localhost} by default. The certificate also covers
     * names in {@code vault.azure.net}; the caller must make such a name resolve to loopback.
     */
    public Builder host(String name) {
      this.host = Objects.requireNonNull(name, "name");
      return this;
    }

    /** Makes a Managed HSM instead of a vault: other keys, challenge, headers and errors. */
    public Builder managedHsm(boolean managedHsm) {
      settings = settings.withManagedHsm(managedHsm);
      return this;
    }

    /**
     * Makes a Premium vault, which accepts symmetric keys and, from the API version
     * 2026-05-01-preview, keys for ML-DSA, like a Managed HSM. Every vault accepts RSA-HSM and
     * EC-HSM keys.
     */
    public Builder premium(boolean premium) {
      settings = settings.withPremium(premium);
      return this;
    }

    /** Sets the lifetime of every access token, 24 hours by default. */
    public Builder tokenLifetime(Duration lifetime) {
      settings = settings.withTokenLifetime(Objects.requireNonNull(lifetime));
      return this;
    }

    /**
     * Sets the time until a deletion, a recovery or a purge takes effect: by default 100 ms, and 0
     * in a Managed HSM.
     */
    public Builder deletionDelay(Duration delay) {
      delaySet = true;
      settings = settings.withDeletionDelay(Objects.requireNonNull(delay));
      return this;
    }

    /** Sets the time until a self-signed certificate is issued, 100 ms by default. */
    public Builder issueDelay(Duration delay) {
      settings = settings.withIssueDelay(Objects.requireNonNull(delay));
      return this;
    }

    /** Sets whether purges are refused; false by default. */
    public Builder purgeProtection(boolean purgeProtection) {
      settings = settings.withPurgeProtection(purgeProtection);
      return this;
    }

    /**
     * Sets whether permissions are access policies ({@code ForbiddenByPolicy}) instead of Azure
     * RBAC ({@code ForbiddenByRbac}, the default).
     */
    public Builder accessPolicies(boolean accessPolicies) {
      settings = settings.withAccessPolicies(accessPolicies);
      return this;
    }

    /** Sets how many days a deleted object can be recovered: 7 (the default) to 90. */
    public Builder recoverableDays(int days) {
      if (days < 7 || days > 90) {
        throw new IllegalArgumentException("recoverable for 7 to 90 days, not " + days);
      }
      settings = settings.withRecoverableDays(days);
      return this;
    }

    /** Records every token, key, plaintext and secret, so that a test can search its output. */
    public Builder recordSensitiveValues(boolean asked) {
      recording = asked;
      return this;
    }

    /** Sets the clock for {@code nbf}, {@code exp}, tokens and delays. */
    public Builder clock(Clock clock) {
      settings = settings.withClock(Objects.requireNonNull(clock));
      return this;
    }

    /**
     * Sets the rate above which the vault answers 429 with {@code Retry-After}; unlimited by
     * default. The service allows 4,000 operations in ten seconds, and fewer of those that cost
     * more: an HSM key costs 2, RSA-3072 4 and RSA-4096 8 times as much.
     *
     * @param operations of the cheapest kind; at least 1
     * @param window the length of a window; they follow each other without a gap. The service has
     *     ten seconds
     */
    public Builder limit(int operations, Duration window) {
      limit = new RequestLimit(operations, window);
      return this;
    }

    /**
     * Starts the vault.
     *
     * @throws UncheckedIOException if the port is taken
     * @throws IllegalStateException if both {@link #managedHsm} and {@link #premium} are set
     */
    public VaultServer start() {
      return startReplicas(1).get(0);
    }

    /**
     * Starts several vaults with these settings, which share a CA and access tokens. Unless the
     * port is 0, the first vault gets it and the others get the ports after it.
     *
     * @param count 1 to 16
     * @throws UncheckedIOException if a port is taken
     * @throws IllegalStateException as {@link #start}
     */
    public VaultReplicas startReplicas(int count) {
      if (count < 1 || count > 16) {
        throw new IllegalArgumentException("1 to 16 vaults, not " + count);
      }
      if (settings.managedHsm() && settings.premium()) {
        throw new IllegalStateException("a Managed HSM is not a Premium vault");
      }
      boolean atOnce = settings.managedHsm() && !delaySet;
      Settings complete = atOnce ? settings.withDeletionDelay(Duration.ZERO) : settings;
      Directory directory = Directory.of(complete);
      List<VaultServer> vaults = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        int number = port == 0 ? 0 : port + i;
        try {
          RequestLimit own = limit == null ? null : limit.another();
          vaults.add(new VaultServer(complete, directory, this, number, own));
          vaults.get(i).listener.start();
          vaults.get(i).managedIdentity.start();
        } catch (IOException taken) {
          vaults.forEach(VaultServer::close);
          throw new UncheckedIOException("cannot listen on port " + number, taken);
        }
      }
      return new VaultReplicas(vaults);
    }
  }
}
