package io.vaultjca.embedded.service;

import io.vaultjca.embedded.crypto.CertificateBundle;
import io.vaultjca.embedded.crypto.CertificateDescription;
import io.vaultjca.embedded.crypto.CertificateProfile;
import io.vaultjca.embedded.crypto.Certificates;
import io.vaultjca.embedded.crypto.Curve;
import io.vaultjca.embedded.crypto.InvalidInputException;
import io.vaultjca.embedded.crypto.KeyMaterial;
import io.vaultjca.embedded.store.Attributes;
import io.vaultjca.embedded.store.CertificatePolicy;
import io.vaultjca.embedded.store.CertificateState;
import io.vaultjca.embedded.store.CertificateState.Failure;
import io.vaultjca.embedded.store.CertificateState.Pending;
import io.vaultjca.embedded.store.CertificateState.Status;
import io.vaultjca.embedded.store.CertificateVersion;
import io.vaultjca.embedded.store.KeyVersion;
import io.vaultjca.embedded.store.Once;
import io.vaultjca.embedded.store.SecretVersion;
import io.vaultjca.embedded.store.VaultObject;
import io.vaultjca.embedded.store.VaultState;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * Issues certificates. A new version appears in all three collections at once: certificate, key and
 * secret.
 */
public final class CertificateIssuing {
  private static final System.Logger LOG = System.getLogger("io.vaultjca.embedded");

  /** The validity of a self-signed certificate begins before its creation. */
  private static final Duration BACKDATED = Duration.ofMinutes(10);

  /** The operations of a key by its certificate's key usages, as the service documents them. */
  private static final Map<String, List<String>> OPERATIONS_BY_USAGE =
      Map.of(
          "digitalSignature", List.of("sign", "verify"),
          "nonRepudiation", List.of("sign", "verify"),
          "keyCertSign", List.of("sign", "verify"),
          "cRLSign", List.of("sign", "verify"),
          "keyEncipherment", List.of("wrapKey", "unwrapKey"),
          "dataEncipherment", List.of("encrypt", "decrypt"),
          "encipherOnly", List.of("encrypt"),
          "decipherOnly", List.of("decrypt"));

  private final VaultState state;
  private final Queue<VaultObject<CertificateVersion, CertificateState>> waiting =
      new ConcurrentLinkedQueue<>();

  public CertificateIssuing(VaultState state) {
    this.state = state;
  }

  /** Completes due operations; called before every request, instead of by a timer. */
  void completeDueOperations() {
    if (waiting.isEmpty()) {
      return;
    }
    long now = state.settings().clock().millis();
    waiting.removeIf(certificate -> settled(certificate, now));
  }

  /**
   * Completes the operation after the configured delay: a self-signed certificate is issued, a
   * request to the platform's CA fails.
   */
  void issueLater(VaultObject<CertificateVersion, CertificateState> certificate) {
    waiting.add(certificate);
  }

  private boolean settled(VaultObject<CertificateVersion, CertificateState> certificate, long now) {
    synchronized (state.names()) {
      Pending pending = certificate.extra().pending();
      if (pending == null || pending.status() != Status.IN_PROGRESS) {
        return true;
      }
      if (now < pending.readyAt()) {
        return false;
      }
      if (pending.policy().fromPlatform()) {
        certificate.extra(
            certificate.extra().withPending(pending.failed(rejection(pending.policy()))));
        return true;
      }
      try {
        byte[] der =
            Certificates.selfSigned(
                pending.key(), profile(pending.policy(), state.settings().clock().instant()));
        complete(certificate, pending, List.of(der));
      } catch (InvalidInputException | RuntimeException failure) {
        // Its request was checked, so this is a bug of the vault. Only this operation must fail,
        // not
        // the unrelated request that triggered it, nor later ones.
        LOG.log(System.Logger.Level.ERROR, "cannot issue " + certificate.name(), failure);
        certificate.extra(
            certificate
                .extra()
                .withPending(
                    pending.failed(
                        new Failure("InternalServerError", "An error occurred: " + failure))));
      }
      return true;
    }
  }

  /** Returns the error of the platform's CA for a domain that is not registered. */
  private static Failure rejection(CertificatePolicy policy) {
    String domain = String.join(",", or(policy.names().dnsNames()));
    return new Failure(
        "Request rejected",
        "OneCertV2-PublicCA rejected the request to create a certificate. Please check your configuration and try again.\nCertificateUrl: , HttpStatus: BadRequest, Correlation ID: %s. ErrorDetails: An attempt to create a certificate with OneCert failed with error Code 'ValidationError' having inner error Code 'DomainNotRegistered' and Message 'The domain has not been registered with OneCert: %s. Register your domain with OneCert following this documentation: https://aka.ms/registeronecert. See https://aka.ms/gethelponecert to troubleshoot issues.'. For help with any issues, visit aka.ms/gethelponecert.\n"
            .formatted(VaultState.newVersion(), domain));
  }

  /**
   * Publishes the chain for a pending operation. The caller must hold the lock {@link
   * VaultState#names}.
   */
  CertificateVersion complete(
      VaultObject<CertificateVersion, CertificateState> certificate,
      Pending pending,
      List<byte[]> chain)
      throws InvalidInputException {
    CertificatePolicy policy = pending.policy();
    CertificateVersion version =
        version(
            pending.version(),
            chain,
            policy,
            pending.enabled(),
            pending.tags(),
            pending.preserveOrder());
    // A late cancellation has no effect.
    CertificateState completed =
        certificate.extra().withPending(pending.with(Status.COMPLETED, false));
    publish(certificate.name(), completed, version, pending.key(), policy);
    return version;
  }

  /** Creates a version without publishing it. */
  CertificateVersion version(
      String id,
      List<byte[]> chain,
      CertificatePolicy policy,
      boolean enabled,
      Map<String, String> tags,
      boolean preserveOrder)
      throws InvalidInputException {
    CertificateDescription leaf = new CertificateDescription(chain.get(0));
    Attributes attributes =
        Attributes.created(
            enabled,
            leaf.notBefore().getEpochSecond(),
            leaf.notAfter().getEpochSecond(),
            state.settings().nowSeconds());
    return new CertificateVersion(id, chain, attributes, tags, preserveOrder, policy.exportable());
  }

  /**
   * Adds a version to the three collections, the certificate last. The caller must hold the lock
   * {@link VaultState#names}.
   *
   * @param next the new state of the certificate
   */
  VaultObject<CertificateVersion, CertificateState> publish(
      String name,
      CertificateState next,
      CertificateVersion version,
      KeyMaterial.Pair key,
      CertificatePolicy policy) {
    state
        .keys()
        .add(
            name,
            new KeyVersion(
                version.version(),
                policy.kty(),
                key,
                operations(policy),
                version.attributes(),
                version.tags(),
                true,
                false,
                null));
    state.secrets().add(name, secret(version, key, policy.contentType()));
    return state.certificates().add(name, next, List.of(version));
  }

  /** Creates the secret behind a certificate. */
  static SecretVersion secret(
      CertificateVersion certificate, KeyMaterial.Pair key, String contentType) {
    CertificateBundle bundle =
        new CertificateBundle(certificate.exportable() ? key : null, certificate.chain());
    boolean pem = contentType.equals(PolicyJson.PEM);
    return new SecretVersion(
        certificate.version(),
        new Once<>(() -> pem ? bundle.pem() : Base64.getEncoder().encodeToString(bundle.pkcs12())),
        contentType,
        certificate.attributes(),
        certificate.tags(),
        true);
  }

  /** Returns a new key, or that of the current version if the policy reuses it. */
  KeyMaterial.Pair key(String name, CertificatePolicy policy) throws ServiceException {
    KeyMaterial existing =
        state
            .keys()
            .live(name)
            .flatMap(VaultObject::current)
            .filter(version -> version.kty().equals(policy.kty()))
            .map(KeyVersion::material)
            .orElse(null);
    if (policy.reuseKey()) {
      if (existing instanceof KeyMaterial.Rsa rsa && rsa.bits() == policy.keySize()) {
        return rsa;
      }
      if (existing instanceof KeyMaterial.Ec ec && ec.curve().label().equals(policy.crv())) {
        return ec;
      }
    }
    if (policy.crv() == null) {
      return KeyMaterial.generateRsa(policy.keySize(), BigInteger.valueOf(65_537), existing);
    }
    Curve curve = KeyGeneration.curve(policy.crv());
    return KeyMaterial.generateEc(curve);
  }

  /** Returns the content of a certificate that is issued now. */
  static CertificateProfile profile(CertificatePolicy policy, Instant now) {
    CertificatePolicy.SubjectAlternativeNames names = policy.names();
    return new CertificateProfile(
        policy.subject(),
        or(names.dnsNames()),
        or(names.emails()),
        or(names.upns()),
        or(names.ipAddresses()),
        or(names.uris()),
        policy.keyUsage(),
        policy.ekus(),
        policy.ca(),
        now.minus(BACKDATED),
        now.atOffset(ZoneOffset.UTC).plusMonths(policy.validityMonths()).toInstant());
  }

  private static List<String> operations(CertificatePolicy policy) {
    List<String> possible =
        policy.crv() == null ? KeyGeneration.RSA_OPERATIONS : KeyGeneration.EC_OPERATIONS;
    Set<String> allowed = new LinkedHashSet<>();
    policy
        .keyUsage()
        .forEach(usage -> allowed.addAll(OPERATIONS_BY_USAGE.getOrDefault(usage, List.of())));
    allowed.retainAll(possible);
    return allowed.isEmpty() ? possible : List.copyOf(allowed);
  }

  private static List<String> or(List<String> names) {
    return names == null ? List.of() : names;
  }
}
