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
import java.math.BigInteger;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * A vault reached by the Azure SDK. Each of the SDK's clients is built when first needed; all share
 * one HTTP client and one token cache.
 */
final class AzureVault implements Vault {
  private static final String APPLICATION_ID = "vaultjca/1.0";

  private final ConnectionConfig config;
  private final Throttle throttle = new Throttle();
  private final Lazy<HttpClient> httpClient;
  private final Lazy<CachedCredential> credential;
  private final Lazy<KeyClient> keys;
  private final Lazy<CertificateClient> certificates;
  private final Lazy<SecretClient> secrets;

  AzureVault(ConnectionConfig config) {
    this.config = config;
    this.httpClient = new Lazy<>(() -> HttpTransport.build(config));
    this.credential = new Lazy<>(this::buildCredential);
    this.keys = new Lazy<>(this::buildKeyClient);
    this.certificates = new Lazy<>(this::buildCertificateClient);
    this.secrets = new Lazy<>(this::buildSecretClient);
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
        () -> keyBundle(config, keys.get().getKey(name, version)));
  }

  @Override
  public List<KeyItem> listKeys() throws VaultException {
    return list(
        "Listing the keys of " + config.uri(),
        () -> keys.get().listPropertiesOfKeys(),
        AzureVault::keyItem);
  }

  @Override
  public List<CertificateItem> listCertificates() throws VaultException {
    return list(
        "Listing the certificates of " + config.uri(),
        () -> certificates.get().listPropertiesOfCertificates(),
        AzureVault::certificateItem);
  }

  @Override
  public CertificateBundle getCertificate(String name, String version) throws VaultException {
    return Operation.run(
        "Reading the certificate " + objectUri("certificates", name, version),
        config,
        () ->
            certificateBundle(
                config,
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

  /** Each page is an operation of its own, so that a large vault does not run out of time. */
  private <S, T> List<T> list(
      String description, Lazy.Source<PagedIterable<S>> source, Function<S, T> convert)
      throws VaultException {
    List<T> items = new ArrayList<>();
    Iterator<PagedResponse<S>> pages =
        Operation.run(description, config, () -> source.get().iterableByPage().iterator());
    while (true) {
      List<S> page =
          Operation.run(
              description, config, () -> pages.hasNext() ? pages.next().getValue() : null);
      if (page == null) {
        return items;
      }
      page.forEach(item -> items.add(convert.apply(item)));
    }
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
        .clientOptions(new ClientOptions().setApplicationId(APPLICATION_ID))
        .addPolicy(
            new HttpTransport.BoundedTry(config.requestTimeout(), throttle, credential.get()));
  }

  private CachedCredential buildCredential() throws VaultException {
    HttpClient client = httpClient.get();
    return new CachedCredential(
        () -> Credentials.build(config.credential(), client), config.credential().kind());
  }

  private RetryPolicy retryPolicy() {
    // With a header named that no answer has, the SDK asks the strategy how long to wait.
    return new RetryPolicy(
        new BoundedRetry(config.maxRetries()), "vaultjca-retry-after", ChronoUnit.SECONDS);
  }

  private static KeyItem keyItem(KeyProperties properties) {
    return new KeyItem(
        properties.getName(),
        !Boolean.FALSE.equals(properties.isEnabled()),
        instant(properties.getNotBefore()),
        instant(properties.getExpiresOn()),
        Boolean.TRUE.equals(properties.isManaged()));
  }

  private static CertificateItem certificateItem(CertificateProperties properties) {
    return new CertificateItem(
        properties.getName(),
        !Boolean.FALSE.equals(properties.isEnabled()),
        instant(properties.getNotBefore()),
        instant(properties.getExpiresOn()),
        instant(properties.getCreatedOn()));
  }

  static KeyBundle keyBundle(ConnectionConfig config, KeyVaultKey key) {
    KeyProperties properties = key.getProperties();
    return new KeyBundle(
        KeyId.parse(key.getId()).at(config.uri()),
        material(key.getKey()),
        key.getKeyOperations().stream().map(Object::toString).collect(Collectors.toSet()),
        !Boolean.FALSE.equals(properties.isEnabled()),
        instant(properties.getNotBefore()),
        instant(properties.getExpiresOn()),
        instant(properties.getCreatedOn()));
  }

  private static KeyMaterial material(JsonWebKey key) {
    String type = key.getKeyType().toString().toUpperCase(Locale.ROOT);
    if (type.startsWith("RSA")) {
      return new KeyMaterial.Rsa(unsigned(key.getN()), unsigned(key.getE()));
    }
    if (type.startsWith("EC")) {
      return new KeyMaterial.Ec(
          key.getCurveName().toString(), unsigned(key.getX()), unsigned(key.getY()));
    }
    return new KeyMaterial.Symmetric();
  }

  private static BigInteger unsigned(byte[] magnitude) {
    return new BigInteger(1, magnitude);
  }

  static CertificateBundle certificateBundle(
      ConnectionConfig config, KeyVaultCertificate certificate) {
    CertificateProperties properties = certificate.getProperties();
    return new CertificateBundle(
        properties.getName(),
        properties.getVersion(),
        KeyId.parse(certificate.getKeyId()).at(config.uri()),
        Optional.ofNullable(certificate.getSecretId()).map(AzureVault::lastSegment),
        certificate.getCer(),
        !Boolean.FALSE.equals(properties.isEnabled()),
        instant(properties.getCreatedOn()));
  }

  private static String lastSegment(String uri) {
    String path = URI.create(uri).getPath();
    return path.substring(path.lastIndexOf('/') + 1);
  }

  private static Optional<Instant> instant(OffsetDateTime time) {
    return Optional.ofNullable(time).map(OffsetDateTime::toInstant);
  }
}
