package io.vaultjca.embedded.service;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vaultjca.embedded.crypto.CertificateProfile;
import io.vaultjca.embedded.crypto.Certificates;
import io.vaultjca.embedded.crypto.Curve;
import io.vaultjca.embedded.crypto.InvalidInputException;
import io.vaultjca.embedded.crypto.KeyUsages;
import io.vaultjca.embedded.store.CertificatePolicy;
import io.vaultjca.embedded.store.CertificatePolicy.LifetimeAction;
import io.vaultjca.embedded.store.CertificatePolicy.PlatformManaged;
import io.vaultjca.embedded.store.CertificatePolicy.SubjectAlternativeNames;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Reads and writes certificate policies as JSON. Fills in what a client omits, and sorts key usages
 * by their bits.
 */
final class PolicyJson {
  static final String PKCS12 = "application/x-pkcs12";
  static final String PEM = "application/x-pem-file";

  private static final String SERVER_AUTHENTICATION = "1.3.6.1.5.5.7.3.1";
  private static final List<String> DEFAULT_EKUS =
      List.of(SERVER_AUTHENTICATION, "1.3.6.1.5.5.7.3.2");
  private static final String[] MEMBERS = {
    "id",
    "key_props",
    "secret_props",
    "x509_props",
    "lifetime_actions",
    "issuer",
    "attributes",
    "platformManaged"
  };
  private static final Set<Integer> RSA_SIZES = Set.of(2048, 3072, 4096);

  private PolicyJson() {}

  /** Returns the policy member of a body; null if absent. */
  static Body member(Body body) throws ServiceException {
    return body.object("policy", MEMBERS);
  }

  /** Parses a body that is a policy. */
  static Body of(Call call) throws ServiceException {
    return Body.of(call.request(), MEMBERS);
  }

  /** Wraps a parsed policy. */
  static Body of(ObjectNode document) throws ServiceException {
    return Body.of(document, MEMBERS);
  }

  /**
   * Reads a policy.
   *
   * @param existing the values for absent members; null for the service's defaults
   */
  static CertificatePolicy read(Body body, CertificatePolicy existing, ApiVersion api, long now)
      throws ServiceException {
    Body platform = body.object("platformManaged", "certificateUsage", "metadata");
    return read(
        body, platform == null ? existing : platformManaged(platform, api, now), api, now, false);
  }

  /**
   * Reads the policy of an imported certificate, whose subject it does not change.
   *
   * @param derived the policy that was derived from the certificate
   */
  static CertificatePolicy readForImport(
      Body body, CertificatePolicy derived, ApiVersion api, long now) throws ServiceException {
    return read(body, derived, api, now, true);
  }

  private static CertificatePolicy read(
      Body body, CertificatePolicy existing, ApiVersion api, long now, boolean imported)
      throws ServiceException {
    Body key = or(body.object("key_props", "exportable", "kty", "key_size", "reuse_key", "crv"));
    Body secret = or(body.object("secret_props", "contentType"));
    Body x509 =
        or(
            body.object(
                "x509_props",
                "subject",
                "ekus",
                "sans",
                "key_usage",
                "validity_months",
                "basic_constraints"));
    Body issuer = or(body.object("issuer", "name", "cty", "cert_transparency"));
    Body attributes =
        or(
            body.object(
                "attributes",
                "enabled",
                "nbf",
                "exp",
                "created",
                "updated",
                "recoveryLevel",
                "recoverableDays"));

    String kty = either(key.text("kty"), existing == null ? "RSA" : existing.kty());
    KeyType type = KeyType.ofCertificate(kty);
    boolean ec = type.family() == KeyType.Family.EC;
    Curve curve =
        ec
            ? KeyGeneration.curve(either(key.text("crv"), existing == null ? null : existing.crv()))
            : null;
    Integer size = key.integer("key_size");
    if (size == null) {
      boolean same = existing != null && existing.kty().equals(kty) && !key.has("crv");
      size = same ? existing.keySize() : ec ? curve.bits() : 2048;
    }
    if (ec ? size != curve.bits() : !RSA_SIZES.contains(size)) {
      throw ServiceException.badParameter("Invalid key size: '" + size + "'").about("key_size");
    }
    boolean hsm = kty.endsWith("-HSM");
    boolean exportable =
        either(key.bool("exportable"), existing == null ? !hsm : existing.exportable());
    if (exportable && hsm) {
      throw ServiceException.badParameter("A key of type '" + kty + "' cannot be exportable.")
          .about("exportable");
    }
    String contentType =
        either(secret.text("contentType"), existing == null ? PKCS12 : existing.contentType());
    if (!contentType.equals(PKCS12) && !contentType.equals(PEM)) {
      throw Body.invalid("contentType");
    }
    SubjectAlternativeNames names =
        x509.has("sans")
            ? names(x509, api)
            : existing == null ? SubjectAlternativeNames.NONE : existing.names();
    String asked = imported ? null : x509.text("subject");
    String subject = either(asked, existing == null ? "" : existing.subject());
    if (subject.isEmpty() && names.isEmpty()) {
      throw Body.missing("subject");
    }
    String issuerName = either(issuer.text("name"), existing == null ? null : existing.issuer());
    if (issuerName == null) {
      throw Body.missing("issuer");
    }
    int months =
        either(x509.integer("validity_months"), existing == null ? 12 : existing.validityMonths());
    if (months < 1 || months > 1200) {
      throw Body.invalid("validity_months");
    }
    CertificatePolicy policy =
        new CertificatePolicy(
            exportable,
            kty,
            size,
            either(key.bool("reuse_key"), existing != null && existing.reuseKey()),
            ec ? curve.label() : null,
            contentType,
            subject,
            names,
            either(x509.texts("ekus"), existing == null ? DEFAULT_EKUS : existing.ekus()),
            usages(x509.texts("key_usage"), existing, ec),
            months,
            existing != null && existing.ca(),
            actions(body, imported ? null : existing, issuerName),
            issuerName,
            either(
                issuer.bool("cert_transparency"),
                existing == null ? null : existing.certTransparency()),
            either(issuer.text("cty"), existing == null ? null : existing.certificateType()),
            either(attributes.bool("enabled"), existing == null || existing.enabled()),
            existing == null ? now : existing.created(),
            now,
            existing == null ? null : existing.platformManaged());
    check(policy, asked != null);
    return policy;
  }

  /** Returns the base policy of a certificate that the platform issues. */
  private static CertificatePolicy platformManaged(Body platform, ApiVersion api, long now)
      throws ServiceException {
    Body metadata = or(platform.object("metadata", "sans"));
    SubjectAlternativeNames names =
        metadata.has("sans") ? names(metadata, api) : SubjectAlternativeNames.NONE;
    return new CertificatePolicy(
        true,
        "RSA",
        2048,
        false,
        null,
        PKCS12,
        "",
        names,
        List.of(SERVER_AUTHENTICATION),
        List.of("digitalSignature", "keyEncipherment"),
        6,
        false,
        List.of(new LifetimeAction("AutoRenew", 50, null)),
        PlatformManaged.ISSUER,
        null,
        null,
        true,
        now,
        now,
        new PlatformManaged(platform.required("certificateUsage"), names));
  }

  /**
   * Refuses a policy from which no certificate can be created.
   *
   * @param withSubject whether to check the subject, too; that of an imported certificate is as its
   *     issuer wrote it
   */
  private static void check(CertificatePolicy policy, boolean withSubject) throws ServiceException {
    CertificateProfile profile = CertificateIssuing.profile(policy, Instant.EPOCH);
    String member = "subject";
    try {
      if (withSubject) {
        Certificates.checkSubject(profile);
      }
      member = "ekus";
      Certificates.checkEkus(profile);
      member = "sans";
      Certificates.checkAlternativeNames(profile);
    } catch (InvalidInputException invalid) {
      throw ServiceException.badParameter(invalid).about(member);
    }
  }

  /** Writes a policy. */
  static ObjectNode write(String id, CertificatePolicy policy, ApiVersion api) {
    ObjectNode node = Json.object();
    node.put("id", id);
    ObjectNode key = node.putObject("key_props");
    key.put("exportable", policy.exportable());
    key.put("kty", policy.kty());
    key.put("key_size", policy.keySize());
    key.put("reuse_key", policy.reuseKey());
    if (policy.crv() != null) {
      key.put("crv", policy.crv());
    }
    node.putObject("secret_props").put("contentType", policy.contentType());
    ObjectNode x509 = node.putObject("x509_props");
    if (!policy.subject().isEmpty()) {
      x509.put("subject", policy.subject());
    }
    putNames(x509, policy.names(), api);
    x509.set("ekus", Json.array(policy.ekus()));
    x509.set("key_usage", Json.array(policy.keyUsage()));
    x509.put("validity_months", policy.validityMonths());
    x509.putObject("basic_constraints").put("ca", policy.ca());
    ArrayNode actions = node.putArray("lifetime_actions");
    for (LifetimeAction action : policy.lifetimeActions()) {
      ObjectNode one = actions.addObject();
      ObjectNode trigger = one.putObject("trigger");
      if (action.lifetimePercentage() != null) {
        trigger.put("lifetime_percentage", action.lifetimePercentage());
      } else {
        trigger.put("days_before_expiry", action.daysBeforeExpiry());
      }
      one.putObject("action").put("action_type", action.type());
    }
    ObjectNode issuer = node.putObject("issuer");
    issuer.put("name", policy.issuer());
    if (policy.certificateType() != null) {
      issuer.put("cty", policy.certificateType());
    }
    if (policy.certTransparency() != null) {
      issuer.put("cert_transparency", policy.certTransparency());
    }
    ObjectNode attributes = node.putObject("attributes");
    attributes.put("enabled", policy.enabled());
    attributes.put("created", policy.created());
    attributes.put("updated", policy.updated());
    if (policy.platformManaged() != null) {
      ObjectNode platform = node.putObject("platformManaged");
      platform.put("certificateUsage", policy.platformManaged().certificateUsage());
      if (!policy.platformManaged().names().isEmpty()) {
        putNames(platform.putObject("metadata"), policy.platformManaged().names(), api);
      }
    }
    return node;
  }

  private static void putNames(ObjectNode node, SubjectAlternativeNames names, ApiVersion api) {
    ObjectNode sans = Json.object();
    putTexts(sans, "emails", names.emails());
    putTexts(sans, "dns_names", names.dnsNames());
    putTexts(sans, "upns", names.upns());
    if (api.hasUrisAndAddresses()) {
      putTexts(sans, "uris", names.uris());
      putTexts(sans, "ipAddresses", names.ipAddresses());
    }
    if (!sans.isEmpty()) {
      node.set("sans", sans);
    }
  }

  /** Returns the default actions for an issuer. */
  static List<LifetimeAction> defaultActions(String issuer) {
    return List.of(
        new LifetimeAction(issuer.equals("Self") ? "AutoRenew" : "EmailContacts", 80, null));
  }

  private static SubjectAlternativeNames names(Body parent, ApiVersion api)
      throws ServiceException {
    Body sans =
        parent.object(
            "sans",
            Body.members(
                api.hasUrisAndAddresses(),
                List.of("emails", "dns_names", "upns"),
                "uris",
                "ipAddresses"));
    return new SubjectAlternativeNames(
        sans.texts("emails"),
        sans.texts("dns_names"),
        sans.texts("upns"),
        sans.texts("uris"),
        sans.texts("ipAddresses"));
  }

  private static List<String> usages(List<String> asked, CertificatePolicy existing, boolean ec)
      throws ServiceException {
    if (asked == null) {
      if (existing != null) {
        return existing.keyUsage();
      }
      return ec ? List.of("digitalSignature") : List.of("digitalSignature", "keyEncipherment");
    }
    for (String usage : asked) {
      if (!KeyUsages.isKnown(usage)) {
        throw Body.invalid("key_usage");
      }
    }
    return KeyUsages.ordered(asked);
  }

  private static List<LifetimeAction> actions(Body body, CertificatePolicy existing, String issuer)
      throws ServiceException {
    List<Body> asked = body.objects("lifetime_actions", "trigger", "action");
    if (asked == null) {
      return existing == null ? defaultActions(issuer) : existing.lifetimeActions();
    }
    List<LifetimeAction> actions = new ArrayList<>();
    for (Body one : asked) {
      Body trigger = one.object("trigger", "lifetime_percentage", "days_before_expiry");
      Body action = one.object("action", "action_type");
      if (trigger == null || action == null) {
        throw Body.invalid("lifetime_actions");
      }
      LifetimeAction read =
          new LifetimeAction(
              action.required("action_type"),
              trigger.integer("lifetime_percentage"),
              trigger.integer("days_before_expiry"));
      boolean oneTrigger = (read.lifetimePercentage() == null) != (read.daysBeforeExpiry() == null);
      boolean knownType = read.type().equals("AutoRenew") || read.type().equals("EmailContacts");
      if (!oneTrigger || !knownType) {
        throw Body.invalid("lifetime_actions");
      }
      actions.add(read);
    }
    return actions;
  }

  private static void putTexts(ObjectNode node, String member, List<String> texts) {
    if (texts != null) {
      node.set(member, Json.array(texts));
    }
  }

  private static Body or(Body body) throws ServiceException {
    return body == null ? Body.empty() : body;
  }

  private static <T> T either(T given, T otherwise) {
    return given == null ? otherwise : given;
  }
}
