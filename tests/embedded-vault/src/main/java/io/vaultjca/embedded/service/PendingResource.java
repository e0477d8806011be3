package io.vaultjca.embedded.service;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vaultjca.embedded.crypto.CertificateDescription;
import io.vaultjca.embedded.crypto.Certificates;
import io.vaultjca.embedded.crypto.InvalidInputException;
import io.vaultjca.embedded.crypto.KeyMaterial;
import io.vaultjca.embedded.store.CertificatePolicy;
import io.vaultjca.embedded.store.CertificateState;
import io.vaultjca.embedded.store.CertificateState.Pending;
import io.vaultjca.embedded.store.CertificateState.Status;
import io.vaultjca.embedded.store.CertificateVersion;
import io.vaultjca.embedded.store.VaultObject;
import io.vaultjca.embedded.store.VaultState;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Creates certificates: creation, the pending operation, merge. */
final class PendingResource {
  private final VaultState state;
  private final CertificateIssuing issuing;
  private final IssuerResource issuers;
  private final NameRules names;
  private final CertificateJson json;

  PendingResource(
      VaultState state, CertificateIssuing issuing, IssuerResource issuers, CertificateJson json) {
    this.state = state;
    this.issuing = issuing;
    this.issuers = issuers;
    this.names = new NameRules(state);
    this.json = json;
  }

  /** Must be tried before {@link CertificateResource}: {@code pending} looks like a version. */
  List<Route> routes() {
    return List.of(
        Route.of(
            "POST",
            "certificates/{name}/create",
            "certificates/create",
            "certificates/create/action",
            this::create),
        Route.of(
                "GET",
                "certificates/{name}/pending",
                "certificates/getpending",
                "certificates/read",
                this::get)
            .permittedBy("certificates/get"),
        Route.of(
                "PATCH",
                "certificates/{name}/pending",
                "certificates/updatepending",
                "certificates/update/action",
                this::cancel)
            .permittedBy("certificates/update"),
        Route.of(
                "DELETE",
                "certificates/{name}/pending",
                "certificates/deletepending",
                "certificates/update/action",
                this::delete)
            .permittedBy("certificates/update"),
        Route.of(
                "POST",
                "certificates/{name}/pending/merge",
                "certificates/merge",
                "certificates/create/action",
                this::merge)
            .permittedBy("certificates/create"));
  }

  private Answer create(Call call) throws ServiceException {
    String name = call.name();
    Body body = Body.of(call.request(), "policy", "attributes", "tags", "preserveCertOrder");
    // Once before the expensive key generation; the second check, under the lock, counts.
    checkCanBegin(name);
    Optional<VaultObject<CertificateVersion, CertificateState>> existing =
        state.certificates().live(name);
    CertificatePolicy policy =
        policy(body, existing.map(found -> found.extra().policy()).orElse(null), call.version());
    KeyMaterial.Pair key = issuing.key(name, policy);
    AttributesBody attributes = AttributesBody.of(body);
    Pending pending =
        new Pending(
            VaultState.newVersion(),
            VaultState.newVersion(),
            request(key, policy),
            key,
            policy,
            attributes.enabled() == null || attributes.enabled(),
            body.tags(),
            Boolean.TRUE.equals(body.bool("preserveCertOrder")),
            false,
            Status.IN_PROGRESS,
            null,
            state.settings().clock().millis() + state.settings().issueDelay().toMillis());
    VaultObject<CertificateVersion, CertificateState> certificate;
    synchronized (state.names()) {
      checkCanBegin(name);
      certificate =
          state.certificates().add(name, new CertificateState(policy, pending), List.of());
    }
    if (policy.selfSigned() || policy.fromPlatform()) {
      issuing.issueLater(certificate);
    }
    String location =
        "%s?api-version=%s&request_id=%s"
            .formatted(
                json.uri(certificate.name(), "pending"),
                call.version().name(),
                pending.requestId());
    return new Answer(
        202,
        json.operation(certificate.name(), pending, call.version()),
        Map.of("Location", location, "Retry-After", "10"));
  }

  private void checkCanBegin(String name) throws ServiceException {
    synchronized (state.names()) {
      names.checkForCertificate(name);
      checkNothingPending(state, name);
    }
  }

  private CertificatePolicy policy(Body body, CertificatePolicy before, ApiVersion api)
      throws ServiceException {
    Body asked = PolicyJson.member(body);
    if (asked == null && before == null) {
      throw Body.missing("policy");
    }
    CertificatePolicy policy =
        asked == null ? before : PolicyJson.read(asked, null, api, state.settings().nowSeconds());
    issuers.checkKnown(policy.issuer(), api);
    return policy;
  }

  private byte[] request(KeyMaterial.Pair key, CertificatePolicy policy) throws ServiceException {
    try {
      return Certificates.request(
          key, CertificateIssuing.profile(policy, state.settings().clock().instant()));
    } catch (InvalidInputException invalid) {
      throw ServiceException.badParameter(invalid);
    }
  }

  /** Refuses while an operation is in progress. */
  static void checkNothingPending(VaultState state, String name) throws ServiceException {
    Optional<Pending> pending =
        state.certificates().live(name).map(certificate -> certificate.extra().pending());
    if (pending.isPresent() && pending.get().status() == Status.IN_PROGRESS) {
      throw new ServiceException(
          409,
          "Conflict",
          null,
          "A new key vault certificate can not be created or imported while a pending key vault certificate's status is inProgress.");
    }
  }

  private Answer get(Call call) throws ServiceException {
    VaultObject<CertificateVersion, CertificateState> certificate = live(call);
    Pending pending = pendingOf(certificate);
    return new Answer(
        200,
        json.operation(certificate.name(), pending, call.version()),
        pending.status() == Status.IN_PROGRESS ? Map.of("Retry-After", "10") : Map.of());
  }

  private Answer cancel(Call call) throws ServiceException {
    Body body = Body.of(call.request(), "cancellation_requested");
    Boolean requested = body.bool("cancellation_requested");
    if (requested == null) {
      throw Body.missing("cancellation_requested");
    }
    VaultObject<CertificateVersion, CertificateState> certificate = live(call);
    synchronized (state.names()) {
      Pending pending = pendingOf(certificate);
      if (pending.status() != Status.IN_PROGRESS) {
        throw ServiceException.badParameter(
            "The certificate operation is %s and can no longer be cancelled."
                .formatted(pending.status().label()));
      }
      Pending answered = pending.with(Status.IN_PROGRESS, requested);
      // A request to another issuer is cancelled at once, as nothing works on it. A self-signed
      // certificate is issued anyway.
      boolean atOnce = requested && !pending.policy().selfSigned();
      certificate.extra(
          certificate
              .extra()
              .withPending(atOnce ? pending.with(Status.CANCELLED, true) : answered));
      return Answer.ok(json.operation(certificate.name(), answered, call.version()));
    }
  }

  private Answer delete(Call call) throws ServiceException {
    VaultObject<CertificateVersion, CertificateState> certificate = live(call);
    synchronized (state.names()) {
      Pending pending = pendingOf(certificate);
      ObjectNode operation = json.operation(certificate.name(), pending, call.version());
      operation.remove("preserveCertOrder");
      if (certificate.current().isPresent()) {
        certificate.extra(certificate.extra().withPending(null));
      } else {
        // Also cancelled: a thread that has just found the certificate must see it complete.
        certificate.extra(certificate.extra().withPending(pending.with(Status.CANCELLED, true)));
        state.certificates().forget(certificate);
      }
      return Answer.ok(operation);
    }
  }

  private Answer merge(Call call) throws ServiceException {
    Body body = Body.of(call.request(), "x5c", "attributes", "tags");
    List<byte[]> chain = new ArrayList<>();
    for (String one : orEmpty(body.texts("x5c"))) {
      chain.add(Body.base64(one, "x5c"));
    }
    if (chain.isEmpty()) {
      throw Body.missing("x5c");
    }
    VaultObject<CertificateVersion, CertificateState> certificate = live(call);
    synchronized (state.names()) {
      Pending pending = pendingOf(certificate);
      if (pending.status() != Status.IN_PROGRESS || pending.policy().selfSigned()) {
        throw ServiceException.badParameter(
            "The certificate operation does not wait for a merge; its status is %s."
                .formatted(pending.status().label()));
      }
      try {
        List<byte[]> ordered = leafFirst(chain, pending.key());
        if (ordered.isEmpty()) {
          throw ServiceException.badParameter(
              "Property x5c has invalid value. The public key of the end-entity certificate in the specified X.509 certificate content does not match the public part of the specified private key. Please check if certificate is valid.");
        }
        if (!pending.preserveOrder()) {
          ordered = CertificateDescription.ordered(ordered);
        }
        Map<String, String> tags = body.tags();
        CertificateVersion version =
            issuing.complete(certificate, tags == null ? pending : pending.withTags(tags), ordered);
        return new Answer(
            201,
            json.bundle(certificate, version, call.version()),
            Map.of(
                "Location",
                "%s?api-version=%s"
                    .formatted(
                        json.uri(certificate.name(), version.version()), call.version().name())));
      } catch (InvalidInputException invalid) {
        throw ServiceException.badParameter(invalid);
      }
    }
  }

  /** Moves the certificate of a key to the front of a chain; empty if there is none. */
  private static List<byte[]> leafFirst(List<byte[]> chain, KeyMaterial.Pair key)
      throws InvalidInputException {
    byte[] leaf = null;
    for (byte[] der : chain) {
      // Parse every one: anything else would break the readers of the secret.
      byte[] publicKey = new CertificateDescription(der).publicKey();
      if (leaf == null && Arrays.equals(publicKey, key.publicKey().getEncoded())) {
        leaf = der;
      }
    }
    if (leaf == null) {
      return List.of();
    }
    List<byte[]> ordered = new ArrayList<>(chain);
    ordered.remove(leaf);
    ordered.add(0, leaf);
    return ordered;
  }

  private static Pending pendingOf(VaultObject<CertificateVersion, CertificateState> certificate)
      throws ServiceException {
    Pending pending = certificate.extra().pending();
    if (pending == null) {
      throw pendingNotFound(certificate.name());
    }
    return pending;
  }

  /** Finds the certificate of a call; without one, there is no operation. */
  private VaultObject<CertificateVersion, CertificateState> live(Call call)
      throws ServiceException {
    Optional<VaultObject<CertificateVersion, CertificateState>> certificate =
        state.certificates().live(call.name());
    if (certificate.isEmpty()) {
      throw pendingNotFound(call.name());
    }
    return certificate.get();
  }

  private static ServiceException pendingNotFound(String name) {
    return new ServiceException(
        404, "PendingCertificateNotFound", null, "Pending Certificate not found: " + name);
  }

  private static List<String> orEmpty(List<String> texts) {
    return texts == null ? List.of() : texts;
  }
}
