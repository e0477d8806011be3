package io.vaultjca.vault;

import com.azure.core.client.traits.HttpTrait;
import com.azure.core.client.traits.TokenCredentialTrait;
import com.azure.core.http.HttpClient;
import com.azure.core.http.policy.RetryPolicy;
import com.azure.core.http.rest.PagedIterable;
import com.azure.core.http.rest.PagedResponse;
import com.azure.core.util.ClientOptions;
import com.azure.security.keyvault.certificates.CertificateClient;
import com.azure.security.keyvault.certificates.CertificateClientBuilder;
import com.azure.security.keyvault.certificates.models.CertificateProperties;
import com.azure.security.keyvault.certificates.models.KeyVaultCertificate;
import com.azure.security.keyvault.keys.KeyClient;
import com.azure.security.keyvault.keys.KeyClientBuilder;
import com.azure.security.keyvault.keys.cryptography.CryptographyClient;
import com.azure.security.keyvault.keys.cryptography.CryptographyClientBuilder;
import com.azure.security.keyvault.keys.models.JsonWebKey;
import com.azure.security.keyvault.keys.models.KeyProperties;
import com.azure.security.keyvault.keys.models.KeyVaultKey;
import com.azure.security.keyvault.secrets.SecretClient;
import com.azure.security.keyvault.secrets.SecretClientBuilder;
import com.azure.security.keyvault.secrets.models.KeyVaultSecret;
import java.lang.ref.WeakReference;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * A vault reached by the Azure SDK. Each of the SDK's clients is built when first needed; all share
 * one HTTP client and one token cache.
 */
final class AzureVault implements Vault {
  private static final String APPLICATION_ID = "vaultjca/1.0";

  /** Half a million objects. */
  private static final int MOST_PAGES = 20_000;

  /**
   * How much is read in the background at a time. The service lets a vault answer 4,000 requests in
   * ten seconds: all of a thousand certificates and their chains, however fast they are asked for.
   * A walk over more may be throttled, and then waits as it is told.
   */
  private static final int BACKGROUND_THREADS = 16;

  private static final int IDLE_SECONDS = 5;

  private final ConnectionConfig config;
  private final Throttle throttle = new Throttle();
  private final Lazy<HttpClient> httpClient;
  private final Lazy<CachedCredential> credential;
  private final Lazy<KeyClient> keys;
  private final Lazy<CertificateClient> certificates;
  private final Lazy<SecretClient> secrets;
  private final ThreadPoolExecutor background;
  private final Map<Object, WeakReference<Object>> shared = new HashMap<>();

  AzureVault(ConnectionConfig config) {
    this.config = config;
    this.httpClient = new Lazy<>(() -> HttpTransport.build(config));
    this.credential = new Lazy<>(this::buildCredential);
    this.keys = new Lazy<>(this::buildKeyClient);
    this.certificates = new Lazy<>(this::buildCertificateClient);
    this.secrets = new Lazy<>(this::buildSecretClient);
    this.background =
        new ThreadPoolExecutor(
            BACKGROUND_THREADS,
            BACKGROUND_THREADS,
            IDLE_SECONDS,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            new DaemonThreads("read"));
    background.allowCoreThreadTimeOut(true);
  }

  @Override
  public ConnectionConfig config() {
    return config;
  }

  @Override
  public VaultChanges changes() {
    return new AzureVaultChanges(config, certificates, keys);
  }

  @Override
  public RemoteKey key(KeyId id) {
    return new AzureRemoteKey(this, id);
  }

  @Override
  public KeyBundle getKey(String name, String version) throws VaultException {
    return Operation.run(
        "Reading the key " + new KeyId(config.uri(), name, version),
        config,
        () -> keyBundle(config, name, version, keys.get().getKey(name, version)));
  }

  @Override
  public List<KeyItem> listKeys() throws VaultException {
    return list(
        "Listing the keys of " + config.uri(),
        () -> keys.get().listPropertiesOfKeys(),
        this::keyItem);
  }

  @Override
  public List<CertificateItem> listCertificates() throws VaultException {
    return list(
        "Listing the certificates of " + config.uri(),
        () -> certificates.get().listPropertiesOfCertificates(),
        this::certificateItem);
  }

  @Override
  public CertificateBundle getCertificate(String name, String version) throws VaultException {
    return Operation.run(
        "Reading the certificate " + objectUri("certificates", name, version),
        config,
        () ->
            certificateBundle(
                config,
                name,
                version,
                version.isEmpty()
                    ? certificates.get().getCertificate(name)
                    : certificates.get().getCertificateVersion(name, version)));
  }

  @Override
  public SecretBundle getSecret(String name, String version) throws VaultException {
    return Operation.run(
        "Reading the secret " + objectUri("secrets", name, version),
        config,
        () -> {
          KeyVaultSecret secret = secrets.get().getSecret(name, version);
          ObjectId.asked(secret.getId(), "secrets", config.uri(), name, version);
          if (secret.getValue() == null) {
            throw new IllegalStateException("it holds no value");
          }
          return new SecretBundle(
              secret.getValue().getBytes(StandardCharsets.US_ASCII),
              Optional.ofNullable(secret.getProperties().getContentType()).orElse(""));
        });
  }

  @Override
  public byte[] randomBytes(int count) throws VaultException {
    return Operation.run(
        "Getting random bytes from " + config.uri(),
        config,
        () -> {
          byte[] bytes = keys.get().getRandomBytes(count);
          if (bytes == null || bytes.length != count) {
            throw new IllegalStateException("it has not " + count + " bytes");
          }
          return bytes;
        });
  }

  @Override
  @SuppressWarnings("unchecked") // A key stands for one type.
  public <T> T shared(Object key, Supplier<T> maker) {
    synchronized (shared) {
      shared.values().removeIf(reference -> reference.get() == null);
      WeakReference<Object> reference = shared.get(key);
      Object known = reference == null ? null : reference.get();
      if (known == null) {
        known = maker.get();
        shared.put(key, new WeakReference<>(known));
      }
      return (T) known;
    }
  }

  @Override
  public Executor background() {
    return background;
  }

  /**
   * Each page is an operation of its own, so that a large vault does not run out of time. A list
   * that comes back to a page, or does not end, is refused.
   */
  private <S, T> List<T> list(
      String description, Lazy.Source<PagedIterable<S>> source, Item<S, T> item)
      throws VaultException {
    List<T> items = new ArrayList<>();
    Set<String> followed = new HashSet<>();
    Iterator<PagedResponse<S>> pages =
        Operation.run(description, config, () -> source.get().iterableByPage().iterator());
    AtomicInteger read = new AtomicInteger();
    boolean more = true;
    while (more) {
      more =
          Operation.run(
              description,
              config,
              () -> {
                if (!pages.hasNext()) {
                  return false;
                }
                PagedResponse<S> page = pages.next();
                if (read.incrementAndGet() > MOST_PAGES) {
                  throw Operation.current()
                      .distrust("the list has more than " + MOST_PAGES + " pages");
                }
                String next = page.getContinuationToken();
                // An empty page may lead to where it was reached from: it says "not yet".
                if (next != null && !followed.add(next) && !page.getValue().isEmpty()) {
                  throw Operation.current()
                      .distrust("the list comes back to a page that was read before");
                }
                for (S listed : page.getValue()) {
                  items.add(item.of(listed));
                }
                return true;
              });
    }
    return items;
  }

  /** Turns an item of a page into ours. */
  @FunctionalInterface
  private interface Item<S, T> {
    T of(S listed) throws VaultException;
  }

  private String objectUri(String collection, String name, String version) {
    return config.uri() + "/" + collection + "/" + name + (version.isEmpty() ? "" : "/" + version);
  }

  /** The SDK's client for one key; sends nothing. */
  CryptographyClient cryptographyClient(KeyId id) throws VaultException {
    CryptographyClientBuilder builder =
        shared(new CryptographyClientBuilder())
            .keyIdentifier(id.toString())
            // Without this the SDK reads the key first and then verifies and encrypts locally.
            .disableKeyCaching()
            .retryPolicy(retryPolicy());
    return (config.verifyChallengeResource()
            ? builder
            : builder.disableChallengeResourceVerification())
        .buildClient();
  }

  private KeyClient buildKeyClient() throws VaultException {
    KeyClientBuilder builder =
        shared(new KeyClientBuilder()).vaultUrl(config.uri().toString()).retryPolicy(retryPolicy());
    return (config.verifyChallengeResource()
            ? builder
            : builder.disableChallengeResourceVerification())
        .buildClient();
  }

  private CertificateClient buildCertificateClient() throws VaultException {
    CertificateClientBuilder builder =
        shared(new CertificateClientBuilder())
            .vaultUrl(config.uri().toString())
            .retryPolicy(retryPolicy());
    return (config.verifyChallengeResource()
            ? builder
            : builder.disableChallengeResourceVerification())
        .buildClient();
  }

  private SecretClient buildSecretClient() throws VaultException {
    SecretClientBuilder builder =
        shared(new SecretClientBuilder())
            .vaultUrl(config.uri().toString())
            .retryPolicy(retryPolicy());
    return (config.verifyChallengeResource()
            ? builder
            : builder.disableChallengeResourceVerification())
        .buildClient();
  }

  /** What every client of this vault has in common. */
  private <B extends HttpTrait<B> & TokenCredentialTrait<B>> B shared(B builder)
      throws VaultException {
    return builder
        .httpClient(httpClient.get())
        .credential(credential.get())
        .httpLogOptions(HttpTransport.logOptions())
        .clientOptions(new ClientOptions().setApplicationId(APPLICATION_ID))
        .addPolicy(new HttpTransport.OneHost(config.uri()))
        .addPolicy(new HttpTransport.TokenReady(credential.get()))
        .addPolicy(new AnswerShape())
        .addPolicy(
            new HttpTransport.BoundedTry(config.requestTimeout(), throttle, credential.get()));
  }

  private CachedCredential buildCredential() throws VaultException {
    HttpClient client = httpClient.get();
    return new CachedCredential(
        () -> Credentials.build(config.credential(), client), config.credential());
  }

  private RetryPolicy retryPolicy() {
    // With a header named that no answer has, the SDK asks the strategy how long to wait.
    return new RetryPolicy(
        new BoundedRetry(config.maxRetries()), "vaultjca-retry-after", ChronoUnit.SECONDS);
  }

  private KeyItem keyItem(KeyProperties properties) throws VaultException {
    return new KeyItem(
        ObjectId.listed(properties.getId(), "keys", config.uri()).name(),
        !Boolean.FALSE.equals(properties.isEnabled()),
        instant(properties.getNotBefore()),
        instant(properties.getExpiresOn()),
        Boolean.TRUE.equals(properties.isManaged()));
  }

  private CertificateItem certificateItem(CertificateProperties properties) throws VaultException {
    return new CertificateItem(
        ObjectId.listed(properties.getId(), "certificates", config.uri()).name(),
        !Boolean.FALSE.equals(properties.isEnabled()),
        instant(properties.getNotBefore()),
        instant(properties.getExpiresOn()),
        instant(properties.getCreatedOn()));
  }

  static KeyBundle keyBundle(ConnectionConfig config, String name, String version, KeyVaultKey key)
      throws VaultException {
    KeyProperties properties = key.getProperties();
    return new KeyBundle(
        ObjectId.key(key.getId(), config.uri(), name, version),
        material(key.getKey()),
        key.getKeyOperations().stream().map(Object::toString).collect(Collectors.toSet()),
        !Boolean.FALSE.equals(properties.isEnabled()),
        instant(properties.getNotBefore()),
        instant(properties.getExpiresOn()),
        instant(properties.getCreatedOn()));
  }

  private static KeyMaterial material(JsonWebKey key) throws VaultException {
    String type = String.valueOf(key.getKeyType()).toUpperCase(Locale.ROOT);
    return switch (type) {
      case "RSA", "RSA-HSM" -> new KeyMaterial.Rsa(unsigned(key.getN()), unsigned(key.getE()));
      case "EC", "EC-HSM" ->
          new KeyMaterial.Ec(
              ObjectId.shown(String.valueOf(key.getCurveName())),
              unsigned(key.getX()),
              unsigned(key.getY()));
      case "OCT", "OCT-HSM" -> new KeyMaterial.Symmetric();
      default -> throw Operation.current().unusable("the type of the key is not known");
    };
  }

  private static BigInteger unsigned(byte[] magnitude) throws VaultException {
    if (magnitude == null || magnitude.length == 0) {
      throw Operation.current().unusable("the public key is not complete");
    }
    return new BigInteger(1, magnitude);
  }

  static CertificateBundle certificateBundle(
      ConnectionConfig config, String name, String version, KeyVaultCertificate certificate)
      throws VaultException {
    CertificateProperties properties = certificate.getProperties();
    ObjectId id = ObjectId.asked(certificate.getId(), "certificates", config.uri(), name, version);
    Optional<String> secretVersion = Optional.empty();
    if (certificate.getSecretId() != null) {
      secretVersion =
          Optional.of(
              ObjectId.asked(certificate.getSecretId(), "secrets", config.uri(), name, "")
                  .version());
    }
    if (certificate.getCer() == null) {
      throw Operation.current().unusable("it holds no certificate");
    }
    return new CertificateBundle(
        id.name(),
        id.version(),
        ObjectId.key(certificate.getKeyId(), config.uri(), name, ""),
        secretVersion,
        certificate.getCer(),
        !Boolean.FALSE.equals(properties.isEnabled()),
        instant(properties.getNotBefore()),
        instant(properties.getExpiresOn()),
        instant(properties.getCreatedOn()));
  }

  private static Optional<Instant> instant(OffsetDateTime time) {
    return Optional.ofNullable(time).map(OffsetDateTime::toInstant);
  }
}
