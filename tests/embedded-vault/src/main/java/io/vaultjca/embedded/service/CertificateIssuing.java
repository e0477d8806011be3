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
 * Turns requests into certificates. A version of a certificate appears in all three collections at
 * once: certificate, key and secret.
 */
public final class CertificateIssuing {
  private static final System.Logger LOG = System.getLogger("io.vaultjca.embedded");

  /** A self-signed certificate is valid from a little before it was made. */
  private static final Duration BACKDATED = Duration.ofMinutes(10);

  /** What a key may do, by the usages of its certificate; the service documents this table. */
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

  /** Issues what is due; called before every request, so that nothing needs a timer. */
  void issueWhatIsDue() {
    if (waiting.isEmpty()) {
      return;
    }
    long now = state.settings().clock().millis();
    waiting.removeIf(certificate -> settled(certificate, now));
  }

  /**
   * Has the operation end after the configured delay: a self-signed certificate is issued, one of
   * the platform's authority is not.
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
        // Its request was checked, so this is our own mistake. It must end with this operation: the
        // request that happens to come in now has nothing to do with it, nor have those after it.
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

  /** What the platform's authority says of a domain that nobody has registered with it. */
  private static Failure rejection(CertificatePolicy policy) {
    String domain = String.join(",", or(policy.names().dnsNames()));
    return new Failure(
        "Request rejected",
        "OneCertV2-PublicCA rejected the request to create a certificate. Please check your configuration and try again.\nCertificateUrl: , HttpStatus: BadRequest, Correlation ID: %s. ErrorDetails: An attempt to create a certificate with OneCert failed with error Code 'ValidationError' having inner error Code 'DomainNotRegistered' and Message 'The domain has not been registered with OneCert: %s. Register your domain with OneCert following this documentation: https://aka.ms/registeronecert. See https://aka.ms/gethelponecert to troubleshoot issues.'. For help with any issues, visit aka.ms/gethelponecert.\n"
            .formatted(VaultState.newVersion(), domain));
  }

  /**
   * Publishes the chain that an operation was waiting for. Call with the lock of the {@link
   * VaultState#names} held.
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
    // A cancellation that comes too late is forgotten.
    CertificateState completed =
        certificate.extra().withPending(pending.with(Status.COMPLETED, false));
    publish(certificate.name(), completed, version, pending.key(), policy);
    return version;
  }

  /** A version that is not published yet. */
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
   * Puts a version into the three collections, the certificate last. Call with the lock of the
   * {@link VaultState#names} held.
   *
   * @param next what is to hang on the certificate's name from now on
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

  /** The secret behind a certificate. */
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

  /** A key for a policy: a new one, or the one of the current version if the policy says so. */
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

  /** What a policy puts into a certificate made now. */
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
