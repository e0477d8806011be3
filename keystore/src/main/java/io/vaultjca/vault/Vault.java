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
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.function.Supplier;

/**
 * One vault or Managed HSM, as programs need it at run time: what it holds, and the operations of
 * its keys.
 *
 * <p>Safe for use by several threads. Nothing is sent before a method is called. Every method that
 * sends throws {@link VaultException} when the service refuses or cannot be reached.
 */
public final class Vault {
  /**
   * How much is read in the background at a time. The service lets a vault answer 4,000 requests in
   * ten seconds: all of a thousand certificates and their chains, however fast they are asked for.
   * A walk over more may be throttled, and then waits as it is told.
   */
  private static final int BACKGROUND_THREADS = 16;

  /** The one size of a symmetric key in an external HSM ("External key lifecycle", Azure). */
  private static final int EXTERNAL_SIZE = 256;

  private static final int LONGEST_TYPE = 40;

  /** Half a million objects. */
  private static final int MOST_PAGES = 20_000;

  private final ConnectionConfig config;
  private final Exchange exchange;
  private final ServiceRequests requests;
  private final Executor background;

  /** Null if there are none. */
  private final Replicas replicas;

  private final Map<Object, WeakReference<Object>> shared = new HashMap<>();

  Vault(ConnectionConfig config) {
    this(config, null);
  }

  /** Takes the vault that it is a replica of, whose connections and tokens are its own, or null. */
  private Vault(ConnectionConfig config, Vault original) {
    this.config = config;
    this.exchange = new Exchange(config, original == null ? null : original.exchange);
    this.requests = new ServiceRequests(config, exchange, Optional.empty());
    this.background = DaemonThreads.pool("read", BACKGROUND_THREADS);
    this.replicas = config.replicas().isEmpty() ? null : new Replicas(this);
  }

  /** The same vault, of which everything is tried once. */
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

  /** This vault, in which everything is tried once, for so long. */
  Vault once(Supplier<Duration> patience) {
    return new Vault(this, patience);
  }

  /** How this vault is reached. */
  public ConnectionConfig config() {
    return config;
  }

  /** The plain requests of the service's reference. */
  public ServiceRequests requests() {
    return requests;
  }

  /** The exchanges with this vault, for what changes it. */
  public Exchange exchange() {
    return exchange;
  }

  /**
   * What all users of this connection share who ask for it by an equal key, which is not equal to
   * that of another type. It is held weakly: once none of them holds it any more, it is made anew,
   * by a maker that must not ask for something shared itself. Sends nothing.
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

  /** The threads for what nobody waits for: at most 16, which end when they are idle. */
  public Executor background() {
    return background;
  }

  /** The operations of one key version. Sends nothing. */
  public RemoteKey key(KeyId id) {
    return new RemoteKey(this, id, Optional.empty());
  }

  /** The operations of a key version that was read. Sends nothing. */
  public RemoteKey key(KeyBundle key) {
    return new RemoteKey(this, key.id(), key.externalKey());
  }

  /** The vault and its replicas; null if it has none. */
  Replicas replicas() {
    return replicas;
  }

  /** Reads something that is not in memory: from a replica while this vault is away. */
  public <T> T reading(Reading<T> reading) throws VaultException {
    return replicas == null ? reading.from(this) : replicas.read(reading);
  }

  /** What is read, from one vault or the other. */
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

  /** The same of a key that is not in memory: from a replica while this vault is away. */
  public KeyBundle findKey(String name, String version) throws VaultException {
    return reading(
        from -> {
          KeyBundle key = from.getKey(name, version);
          if (key.material() instanceof KeyMaterial.Symmetric && from.isReplicaOf(this)) {
            throw VaultException.unusable(
                "The symmetric key %s cannot be compared while %s is away, and is not used."
                    .formatted(key.id(), config.uri()),
                null);
          }
          return key;
        });
  }

  /**
   * Has a key made of a type that the SDK does not know, by an operation that must not be done
   * twice. One request, whose body is JSON.
   */
  public KeyBundle createKey(Operation operation, String name, String json) throws VaultException {
    return bundle(
        operation,
        new KeyId(config.uri(), name, ""),
        requests.post(operation, "keys/" + name + "/create", json));
  }

  private KeyBundle bundle(Operation operation, KeyId asked, JsonObject answer)
      throws VaultException {
    JsonObject key = answer.object("key").orElseThrow(() -> operation.badAnswer("it holds no key"));
    KeyId id = ObjectId.key(operation, key.text("kid").orElse(null), asked);
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

  /** By its presence alone a key is external, whatever else may be in it one day. */
  private static Optional<String> externalKey(JsonObject attributes) throws VaultException {
    if (!attributes.has("external_key")) {
      return Optional.empty();
    }
    return Optional.of(
        attributes.object("external_key").orElseThrow().text("id").orElse("without an identifier"));
  }

  /** A symmetric key has the size that its attributes tell, or 0. */
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

  /** An older version of the interface tells nothing of such a key. */
  private VaultException lacksMlDsa(Operation operation) {
    return config.apiVersion().whyNoMlDsa().map(operation::unusable).orElse(incomplete(operation));
  }

  private static VaultException incomplete(Operation operation) {
    return operation.unusable("the public key is not complete");
  }

  /** Lists the current version of every key, without key material: one request for each page. */
  public List<ListedItem> listKeys() throws VaultException {
    return list("keys", "keys", "kid");
  }

  /** Lists the versions of a key, without key material: one request for each page. */
  List<ListedItem> listKeyVersions(String name) throws VaultException {
    return list("keys/" + name + "/versions", "keys", "kid");
  }

  /** Lists the current version of every certificate, without itself: one request for each page. */
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
        ObjectId.asked(
            operation, answer.text("id").orElse(null), "certificates", config.uri(), name, version);
    Optional<String> secret = answer.text("sid");
    Optional<String> secretVersion = Optional.empty();
    if (secret.isPresent()) {
      secretVersion =
          Optional.of(
              ObjectId.asked(operation, secret.get(), "secrets", config.uri(), name, "").version());
    }
    return new CertificateBundle(
        id.name(),
        id.version(),
        ObjectId.key(operation, answer.text("kid").orElse(null), new KeyId(config.uri(), name, "")),
        secretVersion,
        answer.bytes("cer").orElseThrow(() -> operation.unusable("it holds no certificate")),
        Attributes.of(answer));
  }

  /** Reads a secret, which the caller clears; an empty version is the current one. One request. */
  public SecretBundle getSecret(String name, String version) throws VaultException {
    String path = "secrets/" + name + "/" + version;
    Operation operation = operation("Reading the secret %s/%s", config.uri(), withoutSlash(path));
    JsonObject answer = requests.get(operation, path);
    ObjectId unused =
        ObjectId.asked(
            operation, answer.text("id").orElse(null), "secrets", config.uri(), name, version);
    String value = answer.text("value").orElseThrow(() -> operation.badAnswer("it holds no value"));
    return new SecretBundle(
        value.getBytes(StandardCharsets.US_ASCII),
        answer.text("contentType").orElse(""),
        answer.text("kid").isPresent() || answer.bool("managed").orElse(false),
        Attributes.of(answer));
  }

  /** Whether it is another vault with the same keys. */
  public boolean isReplicaOf(Vault other) {
    return !config.uri().equals(other.config.uri());
  }

  /**
   * Reads the secret behind a certificate, where that was read; while that vault is away, the
   * current one of its name in a replica, which may be another certificate's.
   */
  public SecretBundle secretBehind(CertificateBundle certificate) throws VaultException {
    String version = certificate.secretVersion().orElseThrow();
    Vault home = replicas == null ? this : replicas.vault(certificate.keyId().vault()).orElse(this);
    return home.reading(
        from -> from.getSecret(certificate.name(), from.isReplicaOf(home) ? "" : version));
  }

  /** Gets random bytes of a Managed HSM, of any if there are several: one request. */
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
        .orElseThrow(() -> operation.badAnswer("it has not %s bytes".formatted(count)));
  }

  /**
   * Each page is an operation of its own, so that a large vault does not run out of time. A list
   * that comes back to a page, or does not end, is refused.
   */
  private List<ListedItem> list(String path, String collection, String id) throws VaultException {
    List<ListedItem> items = new ArrayList<>();
    Set<String> followed = new HashSet<>();
    Optional<String> next = Optional.empty();
    int pages = 0;
    do {
      Operation operation = operation("Listing the %s of %s", path, config.uri());
      JsonObject page =
          next.isEmpty()
              ? requests.get(operation, path)
              : requests.get(operation, address(operation, next.get()));
      List<JsonObject> listed = page.objects("value");
      next = page.text("nextLink").filter(link -> !link.isEmpty());
      if (!page.has("value") && next.isEmpty()) {
        // An answer without items is not an empty list.
        throw operation.anotherForm();
      }
      if (++pages > MOST_PAGES) {
        throw operation.distrust("the list has more than %s pages".formatted(MOST_PAGES));
      }
      // An empty page may lead to where it was reached from: it says "not yet".
      if (next.isPresent() && !followed.add(next.get()) && !listed.isEmpty()) {
        throw operation.distrust("the list comes back to a page that was read before");
      }
      for (JsonObject item : listed) {
        ObjectId object =
            ObjectId.listed(operation, item.text(id).orElse(null), collection, config.uri());
        items.add(
            new ListedItem(
                object.name(),
                object.version(),
                Attributes.of(item),
                item.text("x5t").isPresent()));
      }
    } while (next.isPresent());
    return items;
  }

  private static URI address(Operation operation, String link) throws VaultException {
    try {
      return URI.create(link);
    } catch (IllegalArgumentException e) {
      throw operation.distrust("it leads to what is not an address, and nothing was sent");
    }
  }

  private Operation operation(String format, Object... arguments) {
    return Operation.of(config.operationTimeout(), format, arguments);
  }

  /** The path of the current version, as people write it. */
  private static String withoutSlash(String path) {
    return path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
  }
}
