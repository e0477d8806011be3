package io.vaultjca.vault;

import io.vaultjca.VaultException;
import io.vaultjca.config.ConnectionConfig;
import io.vaultjca.exchange.Exchange;
import io.vaultjca.exchange.Operation;
import io.vaultjca.key.KeyId;
import io.vaultjca.text.OneLine;
import io.vaultjca.transport.DaemonThreads;
import java.lang.ref.WeakReference;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One vault or Managed HSM: reads its objects and gives access to the operations of its keys.
 *
 * <p>Safe for use by several threads. Every method that sends a request throws {@link
 * VaultException} if the service refuses it or cannot be reached; the others send nothing.
 */
public final class Vault {
  /**
   * The most reads in the background at a time. The service allows a vault 4,000 requests in ten
   * seconds, enough for a thousand certificates with their chains at any speed. It may throttle a
   * larger walk, which then waits as the service demands.
   */
  private static final int BACKGROUND_THREADS = 16;

  /** The only size of a symmetric key in an external HSM ("External key lifecycle", Azure). */
  private static final int EXTERNAL_SIZE = 256;

  private static final int LONGEST_TYPE = 40;

  private final ConnectionConfig config;
  private final Exchange exchange;
  private final ServiceRequests requests;
  private final Executor background;

  /** Null if the vault has none. */
  private final @Nullable Replicas replicas;

  private final Map<Object, WeakReference<Object>> shared = new HashMap<>();

  Vault(ConnectionConfig config) {
    this(config, null);
  }

  /** A replica shares the connections and tokens of its original; others have none. */
  private Vault(ConnectionConfig config, @Nullable Vault original) {
    this.config = config;
    this.exchange = new Exchange(config, original == null ? null : original.exchange);
    this.requests = new ServiceRequests(config, exchange, Optional.empty());
    this.background = DaemonThreads.pool("read", BACKGROUND_THREADS);
    this.replicas = config.replicas().isEmpty() ? null : new Replicas(this);
  }

  private Vault(Vault same, Supplier<Duration> patience) {
    this.config = same.config;
    this.exchange = same.exchange;
    this.requests = new ServiceRequests(config, exchange, Optional.of(patience));
    this.replicas = null;
    this.background = same.background;
  }

  Vault replica(URI uri) {
    return new Vault(config.of(uri), this);
  }

  /** Returns this vault with one try for each read, which waits so long for an answer. */
  Vault once(Supplier<Duration> patience) {
    return new Vault(this, patience);
  }

  /** Returns how to connect to this vault. */
  public ConnectionConfig config() {
    return config;
  }

  /** Returns the plain requests of the service's reference. */
  public ServiceRequests requests() {
    return requests;
  }

  /** Returns the exchanges with this vault, for requests that change it. */
  public Exchange exchange() {
    return exchange;
  }

  /**
   * Returns the object that all users of this connection share under equal keys. The connection
   * holds it weakly and makes it anew once nobody uses it any more.
   *
   * @param key not equal to a key for an object of another type
   * @param maker makes the object; must not call this method
   */
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

  /** Returns the threads for work in the background: at most 16, which end when they are idle. */
  public Executor background() {
    return background;
  }

  /** Returns the operations of one key version. */
  public RemoteKey key(KeyId id) {
    return new RemoteKey(this, id, Optional.empty());
  }

  /** Returns the operations of a key version that was read. */
  public RemoteKey key(KeyBundle key) {
    return new RemoteKey(this, key.id(), key.externalKey());
  }

  /** Returns the vault and its replicas; null if it has none. */
  @Nullable Replicas replicas() {
    return replicas;
  }

  /** Reads something that is not in memory: from a replica while this vault is away. */
  public <T> T reading(Reading<T> reading) throws VaultException {
    return replicas == null ? reading.from(this) : replicas.read(reading);
  }

  /** Something to read, from this vault or a replica. */
  @FunctionalInterface
  public interface Reading<T> {
    T from(Vault vault) throws VaultException;
  }

  /** Reads a key's public part and attributes; an empty version is the current one. One request. */
  public KeyBundle getKey(String name, String version) throws VaultException {
    KeyId asked = new KeyId(config.uri(), name, version);
    Operation operation = operation("Reading the key %s", asked);
    return bundle(operation, asked, requests.get(operation, "keys/" + name + "/" + version));
  }

  /** Reads a key that is not in memory: from a replica while this vault is away. */
  public KeyBundle findKey(String name, String version) throws VaultException {
    return reading(
        from -> {
          KeyBundle key = from.getKey(name, version);
          if (key.material() instanceof KeyMaterial.Symmetric && from.isReplicaOf(this)) {
            throw VaultException.unusable(
                "The symmetric key %s is not used: it cannot be compared while %s is away."
                    .formatted(key.id(), config.uri()),
                null);
          }
          return key;
        });
  }

  /** Creates a key with the JSON of a request, by an operation that must not be repeated. */
  public KeyBundle createKey(Operation operation, String name, String json) throws VaultException {
    return bundle(
        operation,
        new KeyId(config.uri(), name, ""),
        requests.post(operation, "keys/" + name + "/create", json));
  }

  private KeyBundle bundle(Operation operation, KeyId asked, JsonObject answer)
      throws VaultException {
    JsonObject key = answer.object("key").orElseThrow(() -> operation.badAnswer("it holds no key"));
    KeyId id = ObjectId.key(operation, key.text("kid"), asked);
    Optional<JsonObject> attributes = answer.object("attributes");
    Optional<String> externalKey = Optional.empty();
    OptionalInt size = OptionalInt.empty();
    if (attributes.isPresent()) {
      externalKey = externalKey(attributes.get());
      size = attributes.get().count("key_size");
    }
    return new KeyBundle(
        id,
        material(operation, key, size.orElse(externalKey.isPresent() ? EXTERNAL_SIZE : 0)),
        Attributes.of(answer),
        externalKey);
  }

  /** The presence of the member makes a key external, whatever the service may add to it. */
  private static Optional<String> externalKey(JsonObject attributes) throws VaultException {
    if (!attributes.has("external_key")) {
      return Optional.empty();
    }
    return Optional.of(
        attributes.object("external_key").orElseThrow().text("id").orElse("without an identifier"));
  }

  private KeyMaterial material(Operation operation, JsonObject key, int size)
      throws VaultException {
    String type = key.text("kty").orElse("").toUpperCase(Locale.ROOT);
    return switch (type) {
      case "RSA", "RSA-HSM" -> new KeyMaterial.Rsa(key.unsigned("n"), key.unsigned("e"));
      case "EC", "EC-HSM" ->
          new KeyMaterial.Ec(
              key.text("crv").orElseThrow(() -> incomplete(operation)),
              key.unsigned("x"),
              key.unsigned("y"));
      case "OCT", "OCT-HSM" -> new KeyMaterial.Symmetric(size);
      case "AKP", "AKP-HSM" ->
          new KeyMaterial.Akp(
              key.text("alg").orElseThrow(() -> lacksMlDsa(operation)),
              key.bytes("pub").orElseThrow(() -> lacksMlDsa(operation)));
      default ->
          throw operation.unusable(
              "the type of the key, %s, is not known".formatted(OneLine.of(type, LONGEST_TYPE)));
    };
  }

  /** Older API versions do not report the public part of an ML-DSA key. */
  private VaultException lacksMlDsa(Operation operation) {
    return config.apiVersion().whyNoMlDsa().map(operation::unusable).orElse(incomplete(operation));
  }

  private static VaultException incomplete(Operation operation) {
    return operation.unusable("the public key is not complete");
  }

  /** Lists the current version of every key, without its public part. One request for a page. */
  public List<ListedItem> listKeys() throws VaultException {
    return list("keys", "keys", "kid");
  }

  /** Lists the versions of a key, without their public parts. One request for a page. */
  List<ListedItem> listKeyVersions(String name) throws VaultException {
    return list("keys/" + name + "/versions", "keys", "kid");
  }

  /**
   * Lists the current version of every certificate, without its content. One request for a page.
   */
  public List<ListedItem> listCertificates() throws VaultException {
    return list("certificates", "certificates", "id");
  }

  /** Reads a certificate; an empty version is the current one. One request. */
  public CertificateBundle getCertificate(String name, String version) throws VaultException {
    String path = "certificates/" + name + "/" + version;
    Operation operation =
        operation("Reading the certificate %s/%s", config.uri(), withoutSlash(path));
    JsonObject answer = requests.get(operation, path);

    ObjectId id =
        ObjectId.asked(operation, answer.text("id"), "certificates", config.uri(), name, version);
    Optional<String> secret = answer.text("sid");
    Optional<String> secretVersion = Optional.empty();
    if (secret.isPresent()) {
      secretVersion =
          Optional.of(
              ObjectId.asked(operation, secret, "secrets", config.uri(), name, "").version());
    }
    return new CertificateBundle(
        id.name(),
        id.version(),
        ObjectId.key(operation, answer.text("kid"), new KeyId(config.uri(), name, "")),
        secretVersion,
        answer.bytes("cer").orElseThrow(() -> operation.unusable("it holds no certificate")),
        Attributes.of(answer));
  }

  /** Reads a secret, which the caller closes; an empty version is the current one. One request. */
  public SecretBundle getSecret(String name, String version) throws VaultException {
    String path = "secrets/" + name + "/" + version;
    Operation operation = operation("Reading the secret %s/%s", config.uri(), withoutSlash(path));
    JsonObject answer = requests.get(operation, path);
    ObjectId unused =
        ObjectId.asked(operation, answer.text("id"), "secrets", config.uri(), name, version);
    String value = answer.text("value").orElseThrow(() -> operation.badAnswer("it holds no value"));
    return new SecretBundle(
        value.getBytes(StandardCharsets.US_ASCII),
        answer.text("contentType").orElse(""),
        answer.text("kid").isPresent() || answer.bool("managed").orElse(false),
        Attributes.of(answer));
  }

  /** Whether this vault is a replica of another one, and not that vault itself. */
  public boolean isReplicaOf(Vault other) {
    return !config.uri().equals(other.config.uri());
  }

  /**
   * Reads the secret behind a certificate, which the caller closes, from the vault of the
   * certificate. While that vault is away, reads the current secret of the same name in a replica,
   * which may belong to another certificate.
   */
  public SecretBundle secretBehind(CertificateBundle certificate) throws VaultException {
    String version = certificate.secretVersion().orElseThrow();
    Vault home = replicas == null ? this : replicas.vault(certificate.keyId().vault()).orElse(this);
    return home.reading(
        from -> from.getSecret(certificate.name(), from.isReplicaOf(home) ? "" : version));
  }

  /** Gets random bytes from a Managed HSM, or from any of its replicas. One request. */
  public byte[] randomBytes(int count) throws VaultException {
    Operation operation = operation("Getting random bytes from %s", config.uri());
    return replicas == null
        ? randomBytes(operation, count)
        : replicas.any(operation, (vault, one) -> vault.randomBytes(one, count));
  }

  private byte[] randomBytes(Operation operation, int count) throws VaultException {
    return requests
        .post(operation, "rng", "{\"count\":" + count + "}")
        .bytes("value")
        .filter(bytes -> bytes.length == count)
        .orElseThrow(() -> operation.badAnswer("it does not hold %s bytes".formatted(count)));
  }

  /** Each page is a separate operation, so that the list of a large vault does not time out. */
  private List<ListedItem> list(String path, String collection, String id) throws VaultException {
    List<ListedItem> items = new ArrayList<>();
    Pages pages = new Pages();
    Optional<URI> next = Optional.of(requests.uri(path));
    while (next.isPresent()) {
      Operation operation = operation("Listing the %s of %s", path, config.uri());
      JsonObject page = requests.get(operation, next.get());
      for (JsonObject item : pages.items(operation, page)) {
        ObjectId object = ObjectId.listed(operation, item.text(id), collection, config.uri());
        items.add(
            new ListedItem(
                object.name(),
                object.version(),
                Attributes.of(item),
                item.text("x5t").isPresent()));
      }
      next = pages.next(operation, page);
    }
    return items;
  }

  private Operation operation(String format, Object... arguments) {
    return Operation.of(config.operationTimeout(), format, arguments);
  }

  private static String withoutSlash(String path) {
    return path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
  }
}
