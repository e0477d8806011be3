package io.vaultjca.embedded.service;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vaultjca.embedded.crypto.CertificateProfile;
import io.vaultjca.embedded.crypto.Certificates;
import io.vaultjca.embedded.crypto.InvalidInputException;
import io.vaultjca.embedded.crypto.KeyMaterial;
import io.vaultjca.embedded.crypto.MlDsa;
import io.vaultjca.embedded.store.Attributes;
import io.vaultjca.embedded.store.CertificatePolicy;
import io.vaultjca.embedded.store.CertificateState;
import io.vaultjca.embedded.store.CertificateVersion;
import io.vaultjca.embedded.store.KeyVersion;
import io.vaultjca.embedded.store.Once;
import io.vaultjca.embedded.store.SecretVersion;
import io.vaultjca.embedded.store.Settings;
import io.vaultjca.embedded.store.VaultState;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.Period;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.IllegalFormatException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Fills a vault from JSON, without requests. Thread-safe. */
public final class Seeds {
  /** The latest GeneralizedTime in a certificate: RFC 5280, 4.1.2.5. */
  private static final Instant LATEST = Instant.parse("9999-12-31T23:59:59Z");

  private static final int MOST_AT_ONCE = 100_000;

  private static final Map<String, List<String>> MEMBERS =
      Map.of(
          "keys",
          List.of(
              "name",
              "count",
              "kty",
              "size",
              "crv",
              "alg",
              "enabled",
              "nbf",
              "exp",
              "key_ops",
              "tags",
              "external_key",
              "pkcs8",
              "answers"),
          "certificates",
          List.of(
              "name",
              "count",
              "subject",
              "kty",
              "size",
              "crv",
              "exportable",
              "validity",
              "enabled",
              "dnsNames",
              "uris",
              "ipAddresses",
              "chain",
              "contentType",
              "keyUsage",
              "ekus",
              "tags"),
          "secrets",
          List.of("name", "count", "value", "contentType", "enabled", "nbf", "exp", "tags"));

  /** Members whose name in a seed differs from the service's. */
  private static final Map<String, String> OWN_NAMES =
      Map.of("key_size", "size", "key_usage", "keyUsage");

  /** Subject alternative names: their members in a seed and in a policy. */
  private static final Map<String, String> NAMES =
      Map.of("dnsNames", "dns_names", "uris", "uris", "ipAddresses", "ipAddresses");

  private final VaultState state;
  private final CertificateIssuing issuing;
  private final NameRules rules;
  private final Once<TestAuthority> authority;

  public Seeds(VaultState state, CertificateIssuing issuing) {
    this.state = state;
    this.issuing = issuing;
    this.rules = new NameRules(state);
    this.authority = new Once<>(() -> TestAuthority.create(state.settings().now()));
  }

  /**
   * Creates the objects in a JSON document.
   *
   * @throws IllegalArgumentException if it is malformed; the message names the place
   */
  public synchronized void plant(String json) {
    SeedText text = new SeedText(json);
    JsonNode document = text.document();
    if (!document.isObject()) {
      throw text.mistake("", null, "it must be a JSON object", null);
    }
    for (Map.Entry<String, JsonNode> member : document.properties()) {
      if (!MEMBERS.containsKey(member.getKey())) {
        throw text.mistake(
            "", member.getKey(), "Property %s is not recognized".formatted(member.getKey()), null);
      }
    }
    for (String collection : List.of("keys", "certificates", "secrets")) {
      JsonNode entries = document.path(collection);
      if (!entries.isArray() && !entries.isNull() && !entries.isMissingNode()) {
        throw text.mistake("", collection, "it must be a list", null);
      }
      for (int i = 0; i < entries.size(); i++) {
        plant(text, collection, i, entries.get(i));
      }
    }
  }

  private void plant(SeedText text, String collection, int index, JsonNode entry) {
    String place = "/" + collection + "/" + index;
    if (!entry.isObject()) {
      throw text.mistake(place, null, "it must be a JSON object", null);
    }
    try {
      Body seed = Body.of(entry, MEMBERS.get(collection).toArray(new String[0]));
      switch (collection) {
        case "keys" -> plantKeys(seed);
        case "certificates" -> plantCertificates(seed);
        default -> plantSecrets(seed);
      }
    } catch (ServiceException wrong) {
      String member = wrong.member() == null ? "" : wrong.member();
      throw text.mistake(place, ownName(member, entry), wrong.getMessage(), wrong);
    } catch (InvalidInputException | IllegalStateException wrong) {
      throw text.mistake(place, null, wrong.getMessage(), wrong);
    }
  }

  /** Returns the seed's name of a member of the service, if it is unambiguous. */
  private static String ownName(String member, JsonNode entry) {
    if (!member.equals("sans")) {
      return OWN_NAMES.getOrDefault(member, member);
    }
    List<String> given = NAMES.keySet().stream().filter(entry::has).toList();
    return given.size() == 1 ? given.get(0) : "";
  }

  /** Returns the root of the test CA in DER. */
  public byte[] root() {
    return authority.get().root().clone();
  }

  private void plantKeys(Body seed) throws ServiceException, InvalidInputException {
    Settings settings = state.settings();
    KeyType type = KeyType.of(or(seed.text("kty"), "RSA"), settings, ApiVersion.NEWEST);
    String externalKey = seed.text("external_key");
    boolean external = externalKey != null;
    if (external) {
      KeyResource.checkExternalKey(externalKey, settings);
    }
    KeyGeneration.Wanted wanted =
        new KeyGeneration.Wanted(seed.integer("size"), seed.text("crv"), null, seed.text("alg"));
    byte[] pkcs8 = seed.bytes("pkcs8");
    KeyMaterial material =
        pkcs8 == null
            ? KeyGeneration.generate(type, wanted, external)
            : given(type, wanted.alg(), pkcs8);
    List<String> operations =
        KeyGeneration.operations(type, seed.texts("key_ops"), settings.managedHsm(), external);
    Optional<String> answers = Optional.ofNullable(seed.patch("answers", "key", "attributes"));
    for (String name : names(seed)) {
      KeyVersion version =
          new KeyVersion(
                  VaultState.newVersion(),
                  type.label(),
                  material,
                  operations,
                  attributes(seed),
                  seed.tags(),
                  false,
                  false,
                  null)
              .withExternalKey(externalKey)
              .withAnswers(answers);
      synchronized (state.names()) {
        rules.checkForKey(name, "create");
        state.keys().add(name, version);
      }
    }
  }

  /** Reads an ML-DSA key, which the service cannot import. */
  private static KeyMaterial given(KeyType type, String algorithm, byte[] pkcs8)
      throws ServiceException, InvalidInputException {
    if (type.family() != KeyType.Family.AKP) {
      throw Body.invalid("pkcs8");
    }
    KeyMaterial.Akp key = MlDsa.read(pkcs8);
    if (!key.parameterSet().equals(algorithm)) {
      throw Body.invalid("alg");
    }
    return key;
  }

  private void plantSecrets(Body seed) throws ServiceException {
    String value = seed.required("value");
    for (String name : names(seed)) {
      SecretVersion version =
          new SecretVersion(
              VaultState.newVersion(),
              () -> value,
              seed.text("contentType"),
              attributes(seed),
              seed.tags(),
              false);
      synchronized (state.names()) {
        rules.checkForSecret(name, "set");
        state.secrets().add(name, version);
      }
    }
  }

  private void plantCertificates(Body seed) throws ServiceException, InvalidInputException {
    if (state.settings().managedHsm()) {
      throw ServiceException.badParameter("a Managed HSM has no certificates");
    }
    KeyMaterial.Pair key = null;
    int number = 0;
    for (String name : names(seed)) {
      number++;
      CertificatePolicy policy = policy(seed, name, number);
      if (key == null) {
        key = issuing.key(name, policy);
      }
      Boolean enabled = seed.bool("enabled");
      CertificateVersion version =
          issuing.version(
              VaultState.newVersion(),
              chain(seed, key, policy),
              policy,
              enabled == null || enabled,
              seed.tags(),
              false);
      synchronized (state.names()) {
        rules.checkForCertificate(name);
        PendingResource.checkNothingPending(state, name);
        issuing.publish(name, new CertificateState(policy, null), version, key, policy);
      }
    }
  }

  private CertificatePolicy policy(Body seed, String name, int number) throws ServiceException {
    ObjectNode policy = Json.object();
    ObjectNode key = policy.putObject("key_props");
    key.put("kty", or(seed.text("kty"), "RSA"));
    if (seed.has("size")) {
      key.put("key_size", seed.integer("size"));
    }
    if (seed.has("crv")) {
      key.put("crv", seed.text("crv"));
    }
    if (seed.has("exportable")) {
      key.put("exportable", seed.bool("exportable"));
    }
    String contentType = or(seed.text("contentType"), "pkcs12");
    policy
        .putObject("secret_props")
        .put(
            "contentType",
            switch (contentType) {
              case "pkcs12" -> PolicyJson.PKCS12;
              case "pem" -> PolicyJson.PEM;
              default -> contentType;
            });
    ObjectNode x509 = policy.putObject("x509_props");
    x509.put("subject", format("subject", or(seed.text("subject"), "CN=" + name), number));
    ObjectNode sans = Json.object();
    for (Map.Entry<String, String> names : NAMES.entrySet()) {
      if (seed.has(names.getKey())) {
        sans.set(names.getValue(), Json.array(seed.texts(names.getKey())));
      }
    }
    if (!sans.isEmpty()) {
      x509.set("sans", sans);
    }
    if (seed.has("keyUsage")) {
      x509.set("key_usage", Json.array(seed.texts("keyUsage")));
    }
    if (seed.has("ekus")) {
      x509.set("ekus", Json.array(seed.texts("ekus")));
    }
    policy.putObject("issuer").put("name", seed.has("chain") ? "Unknown" : "Self");
    return PolicyJson.read(
        PolicyJson.of(policy), null, ApiVersion.NEWEST, state.settings().nowSeconds());
  }

  private List<byte[]> chain(Body seed, KeyMaterial.Pair key, CertificatePolicy policy)
      throws ServiceException, InvalidInputException {
    Instant now = state.settings().clock().instant();
    CertificateProfile standard = CertificateIssuing.profile(policy, now);
    CertificateProfile profile =
        seed.has("validity")
            ? standard.withUntil(until(standard.from(), now, seed.text("validity")))
            : standard;
    Integer issuers = seed.integer("chain");
    if (issuers == null || issuers == 0) {
      return List.of(Certificates.selfSigned(key, profile));
    }
    TestAuthority ca = authority.get();
    return switch (issuers) {
      case 1 ->
          List.of(
              Certificates.issued(key.publicKey(), profile, ca.rootKey(), ca.root()), ca.root());
      case 2 ->
          List.of(
              Certificates.issued(
                  key.publicKey(), profile, ca.intermediateKey(), ca.intermediate()),
              ca.intermediate(),
              ca.root());
      default ->
          throw ServiceException.badParameter(
                  "chain must be 0 (self-signed), 1 (root) or 2 (intermediate and root)")
              .about("chain");
    };
  }

  /** Returns the end of validity; a period in the past gives an expired certificate. */
  private static Instant until(Instant from, Instant now, String validity) throws ServiceException {
    try {
      Instant until =
          validity.contains("T")
              ? now.plus(Duration.parse(validity))
              : now.atOffset(ZoneOffset.UTC).plus(Period.parse(validity)).toInstant();
      if (until.isAfter(LATEST)) {
        throw ServiceException.badParameter("validity must end before the year 10000")
            .about("validity");
      }
      if (!until.isAfter(from)) {
        throw ServiceException.badParameter(
                "validity must end after the certificate's beginning, ten minutes ago")
            .about("validity");
      }
      return until;
    } catch (DateTimeException | ArithmeticException malformed) {
      throw ServiceException.badParameter(
              "validity must be an ISO 8601 duration such as P1Y or PT2H, not " + validity)
          .about("validity");
    }
  }

  private Attributes attributes(Body seed) throws ServiceException {
    Boolean enabled = seed.bool("enabled");
    return Attributes.created(
        enabled == null || enabled,
        seed.number("nbf"),
        seed.number("exp"),
        state.settings().nowSeconds());
  }

  private static List<String> names(Body seed) throws ServiceException {
    String name = seed.required("name");
    Integer count = seed.integer("count");
    if (count != null && (count < 1 || count > MOST_AT_ONCE)) {
      throw ServiceException.badParameter("count must be 1 to " + MOST_AT_ONCE + ", not " + count)
          .about("count");
    }
    List<String> names = new ArrayList<>();
    for (int i = 1; i <= (count == null ? 1 : count); i++) {
      String one = count == null ? name : format("name", name, i);
      Call.checkName(one);
      names.add(one);
    }
    return names;
  }

  private static String format(String member, String text, int number) throws ServiceException {
    if (text.indexOf('%') < 0) {
      return text;
    }
    try {
      return String.format(Locale.ROOT, text, number);
    } catch (IllegalFormatException malformed) {
      throw ServiceException.badParameter("not a format for a number: " + text).about(member);
    }
  }

  private static String or(String given, String otherwise) {
    return given == null ? otherwise : given;
  }
}
