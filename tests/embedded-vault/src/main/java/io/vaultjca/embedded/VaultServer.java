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
 * A Key Vault or Managed HSM on loopback, for tests. It speaks HTTPS with a certificate made at its
 * start; its state is in memory and gone when it is closed.
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

  /** What several vaults can have in common. */
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

  /** A vault that is not as usual. */
  public static Builder builder() {
    return new Builder();
  }

  /** {@code https://HOST:PORT}, without a slash at its end; the host is localhost by default. */
  public URI uri() {
    return URI.create(state.baseUri());
  }

  /** A new access token that permits everything. */
  public String accessToken() {
    return accessToken("*");
  }

  /**
   * A new access token that permits only some operations; the others get a 403.
   *
   * @param permissions in any case: operations as in {@link Counters}; the permissions of the
   *     service's access policies, which can stand for several ({@code keys/list} also for the
   *     versions and the deleted keys, {@code secrets/set} also for updates); {@code keys/*} for
   *     all of a collection
   */
  public String accessToken(String... permissions) {
    return tokens.issue(APPLICATION, Set.of(permissions));
  }

  /**
   * A new access token for the management plane ({@code https://management.azure.com}), which a
   * vault refuses, as the management plane refuses a vault's.
   *
   * @param permissions operations as in {@link Counters}: {@code vaults/get}, {@code vaults/*}; all
   *     if there are none
   */
  public String managementToken(String... permissions) {
    Set<String> permitted = permissions.length == 0 ? Set.of("*") : Set.of(permissions);
    return tokens.issue(APPLICATION, AccessTokens.MANAGEMENT, permitted).token();
  }

  /**
   * Writes a configuration with which the provider's command manages vaults: the address of Azure
   * Resource Manager, a token for it, the CA to trust. The one subscription is {@code
   * 00000000-0000-0000-0000-000000000000}, its resource groups are {@code embedded}, with this
   * vault, and {@code other}; other vaults are made, listed and deleted, and answer nothing
   * themselves.
   *
   * @param file replaced if it exists; readable by its owner only, for it holds a token
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

  /** Makes every access token issued so far invalid; the next request with one gets a 401. */
  public void revokeAccessTokens() {
    tokens.revokeAll();
  }

  /** A PEM file with the CA to trust; removed by {@link #close}. */
  public Path caCertificate() {
    return caCertificate;
  }

  /** A TLS context for clients that trusts this vault and nothing else. */
  public SSLContext sslContext() {
    return tlsIdentity.clientTls();
  }

  /**
   * Writes a key store file with which the provider opens this vault.
   *
   * @param file replaced if it exists; readable by its owner only, for it holds a token
   * @return the file
   * @throws UncheckedIOException if it cannot be written
   */
  public Path writeProperties(Path file) {
    return writeProperties(file, accessToken());
  }

  /**
   * The same with a given access token.
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

  /** The directory that gives tokens: for clients with real credentials. */
  public Identity identity() {
    return identity;
  }

  /** What came in so far. */
  public Counters counters() {
    return counters;
  }

  /** What must be in no output; empty unless {@link Builder#recordSensitiveValues} was asked. */
  public SensitiveValues sensitiveValues() {
    return sensitiveValues;
  }

  /** What is to go wrong. */
  public Faults faults() {
    return faults;
  }

  /**
   * Creates keys, certificates and secrets without any request: the JSON of {@code --seed}.
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
   * <p>{@code answers} makes a key answer what no version of the service does today: a JSON Merge
   * Patch (RFC 7396) of the members of {@code key} and {@code attributes}, in lists of the latter.
   *
   * <p>Only {@code name} (and a secret's {@code value}) is required. With {@code count} the name is
   * a format of the running number from 1 on, and all share one key.
   *
   * @throws IllegalArgumentException if the JSON is not of this form; the message names the entry,
   *     the line and the member
   */
  public void seed(String json) {
    seeds.plant(json);
  }

  /** Puts what this vault holds into another one; see {@link VaultReplicas#seed}. */
  void copyTo(VaultServer other, int number) {
    Replication.copy(state, other.state, number);
  }

  /**
   * The root of the test CA that signs the seeds with a {@code chain}; made when it is first
   * needed.
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

  /** Closes the port and cuts all connections: clients see a refused connection. State stays. */
  public void stop() {
    listener.stop();
    managedIdentity.stop();
  }

  /**
   * Answers each request to the vault later from now on, as a region in trouble does.
   *
   * @param delay of every answer; zero to be as quick as before
   */
  public void slow(Duration delay) {
    if (delay.isNegative()) {
      throw new IllegalArgumentException("a delay cannot be negative: " + delay);
    }
    slowness = delay;
  }

  /** Cuts all open connections, as a load balancer does; new ones are accepted. */
  public void cutConnections() {
    listener.cutConnections();
  }

  /** Shows another certificate from now on; open connections are cut. */
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
   * @throws UncheckedIOException if the port was taken in between
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

  /** Settings of a vault; every one has a default. Not thread-safe. */
  public static final class Builder {
    private Settings settings = Settings.standard();
    private String host = "localhost";
    private int port;
    private boolean recording;
    private boolean delaySet;
    private @Nullable RequestLimit limit;

    private Builder() {}

    /** The port, 0 (the default) for a free one. */
    public Builder port(int number) {
      if (number < 0 || number > 65_535) {
        throw new IllegalArgumentException("no such port: " + number);
      }
      this.port = number;
      return this;
    }

    /**
     * The host by which the vault calls itself in identifiers: {@code localhost} by default. A name
     * of {@code vault.azure.net} is in its certificate, too; that it leads here is the caller's
     * matter.
     */
    public Builder host(String name) {
      this.host = Objects.requireNonNull(name, "name");
      return this;
    }

    /** A Managed HSM instead of a vault: other keys, challenge, headers and errors. */
    public Builder managedHsm(boolean managedHsm) {
      settings = settings.withManagedHsm(managedHsm);
      return this;
    }

    /**
     * A Premium vault: it keeps symmetric keys and, from the API version 2026-05-01-preview on,
     * keys for ML-DSA, as a Managed HSM does. RSA-HSM and EC-HSM are taken by every vault.
     */
    public Builder premium(boolean premium) {
      settings = settings.withPremium(premium);
      return this;
    }

    /** The lifetime of every access token, a day by default. */
    public Builder tokenLifetime(Duration lifetime) {
      settings = settings.withTokenLifetime(Objects.requireNonNull(lifetime));
      return this;
    }

    /**
     * How long a deletion, a recovery or a purge takes to show: by default 100 ms, and no time in a
     * Managed HSM.
     */
    public Builder deletionDelay(Duration delay) {
      delaySet = true;
      settings = settings.withDeletionDelay(Objects.requireNonNull(delay));
      return this;
    }

    /** How long a self-signed certificate takes to be issued: 100 ms by default. */
    public Builder issueDelay(Duration delay) {
      settings = settings.withIssueDelay(Objects.requireNonNull(delay));
      return this;
    }

    /** Whether a purge is refused; not so by default. */
    public Builder purgeProtection(boolean purgeProtection) {
      settings = settings.withPurgeProtection(purgeProtection);
      return this;
    }

    /**
     * Whether permissions are access policies ({@code ForbiddenByPolicy}) instead of Azure RBAC
     * ({@code ForbiddenByRbac}, the default).
     */
    public Builder accessPolicies(boolean accessPolicies) {
      settings = settings.withAccessPolicies(accessPolicies);
      return this;
    }

    /** For how many days a deleted object can be recovered: 7 (the default) to 90. */
    public Builder recoverableDays(int days) {
      if (days < 7 || days > 90) {
        throw new IllegalArgumentException("deleted for 7 to 90 days, not " + days);
      }
      settings = settings.withRecoverableDays(days);
      return this;
    }

    /** Remembers every token, key, plaintext and secret, for a search of the output. */
    public Builder recordSensitiveValues(boolean asked) {
      recording = asked;
      return this;
    }

    /** The clock that nbf, exp, tokens and delays follow. */
    public Builder clock(Clock clock) {
      settings = settings.withClock(Objects.requireNonNull(clock));
      return this;
    }

    /**
     * How much the vault does before it answers 429 with a {@code Retry-After}; everything by
     * default. The service does 4,000 operations in ten seconds, and fewer of those that cost more:
     * with an HSM key it is 2, with RSA-3072 4, with RSA-4096 8 times as much.
     *
     * @param operations of the cheapest kind; at least 1
     * @param window one follows the other without a gap; ten seconds at the service
     */
    public Builder limit(int operations, Duration window) {
      limit = new RequestLimit(operations, window);
      return this;
    }

    /**
     * Starts the vault.
     *
     * @throws UncheckedIOException if the port is taken
     * @throws IllegalStateException if it is to be a Managed HSM and a Premium vault
     */
    public VaultServer start() {
      return startReplicas(1).get(0);
    }

    /**
     * Starts several vaults like this, with one CA and one directory of tokens. A port that is not
     * 0 is that of the first; the others have the ports after it.
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
