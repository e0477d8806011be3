package io.vaultjca.embedded.service;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vaultjca.embedded.crypto.Certificates;
import io.vaultjca.embedded.crypto.InvalidInputException;
import io.vaultjca.embedded.crypto.KeyMaterial;
import io.vaultjca.embedded.store.Attributes;
import io.vaultjca.embedded.store.CertificatePolicy;
import io.vaultjca.embedded.store.CertificateState;
import io.vaultjca.embedded.store.CertificateState.Pending;
import io.vaultjca.embedded.store.CertificateState.Status;
import io.vaultjca.embedded.store.CertificateVersion;
import io.vaultjca.embedded.store.VaultObject;
import io.vaultjca.embedded.store.VaultState;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Certificates: creation, their operations, versions and policies. */
final class CertificateResource {
  private final VaultState state;
  private final CertificateIssuing issuing;
  private final SoftDelete<CertificateVersion, CertificateState> softDelete;
  private final Page page;

  CertificateResource(VaultState state, CertificateIssuing issuing, Page page) {
    this.state = state;
    this.issuing = issuing;
    this.page = page;
    this.softDelete =
        new SoftDelete<>(
            Kind.CERTIFICATES, state.certificates(), state.settings(), state.baseUri());
  }

  List<Route> routes() {
    return List.of(
        Route.of("GET", "certificates", "certificates/list", "certificates/read", this::list),
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
            this::pending),
        Route.of(
            "GET",
            "certificates/{name}/versions",
            "certificates/versions",
            "certificates/read",
            this::versions),
        Route.of("GET", "certificates/{name}", "certificates/get", "certificates/read", this::get),
        Route.of(
            "GET",
            "certificates/{name}/{version}",
            "certificates/get",
            "certificates/read",
            this::get),
        Route.of(
            "PATCH",
            "certificates/{name}",
            "certificates/update",
            "certificates/update/action",
            this::update),
        Route.of(
            "PATCH",
            "certificates/{name}/{version}",
            "certificates/update",
            "certificates/update/action",
            this::update));
  }

  private Answer create(Call call) throws ServiceException {
    String name = call.name();
    Body body = Body.of(call.request(), "policy", "attributes", "tags", "preserveCertOrder");
    softDelete.checkFree(name);
    long now = state.settings().nowSeconds();
    Optional<VaultObject<CertificateVersion, CertificateState>> existing =
        state.certificates().live(name);
    CertificatePolicy before = existing.map(found -> found.extra().policy()).orElse(null);
    Body asked = PolicyJson.member(body);
    if (asked == null && before == null) {
      throw ServiceException.badParameter("Property policy is required");
    }
    CertificatePolicy policy = asked == null ? before : PolicyJson.read(asked, before, now);
    KeyMaterial.Pair key = issuing.key(name, policy);
    byte[] csr;
    try {
      csr =
          Certificates.request(
              key, CertificateIssuing.profile(policy, state.settings().clock().instant()));
    } catch (InvalidInputException invalid) {
      throw ServiceException.badParameter(invalid);
    }
    AttributesBody attributes = AttributesBody.of(body);
    Pending pending =
        new Pending(
            VaultState.newVersion(),
            VaultState.newVersion(),
            csr,
            key,
            policy,
            attributes.enabled() == null || attributes.enabled(),
            body.tags(),
            Boolean.TRUE.equals(body.bool("preserveCertOrder")),
            false,
            Status.IN_PROGRESS,
            state.settings().clock().millis() + state.settings().issueDelay().toMillis());
    VaultObject<CertificateVersion, CertificateState> certificate =
        state.certificates().liveOrNew(name);
    synchronized (certificate) {
      checkNothingPending(certificate);
      certificate.extra(new CertificateState(policy, pending));
    }
    if (policy.selfSigned()) {
      issuing.issueLater(certificate);
    }
    return new Answer(
        202,
        operation(certificate.name(), pending, call.version()),
        Map.of(
            "Location",
            "%s?api-version=%s&request_id=%s"
                .formatted(
                    uri(certificate.name(), "pending"), call.version().name(), pending.requestId()),
            "Retry-After",
            "10"));
  }

  private static void checkNothingPending(
      VaultObject<CertificateVersion, CertificateState> certificate) throws ServiceException {
    CertificateState current = certificate.extra();
    if (current != null
        && current.pending() != null
        && current.pending().status() == Status.IN_PROGRESS) {
      throw new ServiceException(
          409,
          "Conflict",
          null,
          "A new key vault certificate can not be created or imported while a pending key vault certificate's status is inProgress.");
    }
  }

  private Answer pending(Call call) throws ServiceException {
    VaultObject<CertificateVersion, CertificateState> certificate = softDelete.live(call);
    Pending pending = pendingOf(certificate);
    return new Answer(
        200,
        operation(certificate.name(), pending, call.version()),
        pending.status() == Status.IN_PROGRESS ? Map.of("Retry-After", "10") : Map.of());
  }

  private static Pending pendingOf(VaultObject<CertificateVersion, CertificateState> certificate)
      throws ServiceException {
    Pending pending = certificate.extra().pending();
    if (pending == null) {
      throw new ServiceException(
          404,
          "PendingCertificateNotFound",
          null,
          "Pending certificate not found: " + certificate.name());
    }
    return pending;
  }

  private Answer get(Call call) throws ServiceException {
    VaultObject<CertificateVersion, CertificateState> certificate = softDelete.live(call);
    return Answer.ok(bundle(certificate, softDelete.version(certificate, call), call.version()));
  }

  private Answer list(Call call) throws ServiceException {
    return page.of(
        call,
        from ->
            state
                .certificates()
                .liveFrom(from)
                .filter(certificate -> certificate.current().isPresent()),
        VaultObject::name,
        certificate -> item(uri(certificate.name(), ""), certificate.current().orElseThrow()));
  }

  private Answer versions(Call call) throws ServiceException {
    Optional<VaultObject<CertificateVersion, CertificateState>> certificate =
        state.certificates().live(call.name());
    return page.of(
        call,
        from -> certificate.stream().flatMap(found -> found.versionsFrom(from).values().stream()),
        CertificateVersion::version,
        version -> item(uri(certificate.orElseThrow().name(), version.version()), version));
  }

  private Answer update(Call call) throws ServiceException {
    Body body = Body.of(call.request(), "policy", "attributes", "tags");
    VaultObject<CertificateVersion, CertificateState> certificate = softDelete.live(call);
    CertificateVersion existing = softDelete.version(certificate, call);
    // nbf and exp are the certificate's own: only enabled can change.
    Attributes attributes =
        existing
            .attributes()
            .update(AttributesBody.of(body).enabled(), null, null, state.settings().nowSeconds());
    CertificateVersion updated = existing.update(attributes, body.tags());
    Body policy = PolicyJson.member(body);
    synchronized (certificate) {
      if (policy != null) {
        CertificateState current = certificate.extra();
        certificate.extra(
            current.withPolicy(
                PolicyJson.read(policy, current.policy(), state.settings().nowSeconds())));
      }
      certificate.put(updated);
      state
          .keys()
          .live(certificate.name())
          .ifPresent(
              key ->
                  key.version(existing.version())
                      .ifPresent(
                          version -> key.put(version.update(null, attributes, updated.tags()))));
      state
          .secrets()
          .live(certificate.name())
          .ifPresent(
              secret ->
                  secret
                      .version(existing.version())
                      .ifPresent(
                          version -> secret.put(version.update(null, attributes, updated.tags()))));
    }
    ObjectNode bundle = bundle(certificate, updated, call.version());
    bundle.remove("policy");
    return Answer.ok(bundle);
  }

  private ObjectNode bundle(
      VaultObject<CertificateVersion, CertificateState> certificate,
      CertificateVersion version,
      ApiVersion api) {
    String name = certificate.name();
    ObjectNode bundle = Json.object();
    bundle.put("id", uri(name, version.version()));
    bundle.put("kid", "%s/keys/%s/%s".formatted(state.baseUri(), name, version.version()));
    bundle.put("sid", "%s/secrets/%s/%s".formatted(state.baseUri(), name, version.version()));
    bundle.put("x5t", Json.base64Url(Certificates.thumbprint(version.certificate())));
    bundle.put("cer", Base64.getEncoder().encodeToString(version.certificate()));
    bundle.set("attributes", KeyJson.attributes(version.attributes(), state.settings()));
    if (version.tags() != null) {
      bundle.set("tags", Json.object(version.tags()));
    }
    bundle.set("policy", PolicyJson.write(uri(name, "policy"), certificate.extra().policy()));
    if (certificate.extra().pending() != null) {
      bundle.putObject("pending").put("id", uri(name, "pending"));
    }
    if (version.preserveOrder() != null && api.hasPreserveCertOrder()) {
      bundle.put("preserveCertOrder", version.preserveOrder());
    }
    return bundle;
  }

  private static ObjectNode item(String id, CertificateVersion version) {
    ObjectNode item = Json.object();
    item.put("id", id);
    item.put("x5t", Json.base64Url(Certificates.thumbprint(version.certificate())));
    item.set("attributes", KeyJson.attributes(version.attributes()));
    if (version.tags() != null) {
      item.set("tags", Json.object(version.tags()));
    }
    item.put("subject", "");
    return item;
  }

  private ObjectNode operation(String name, Pending pending, ApiVersion api) {
    ObjectNode node = Json.object();
    node.put("id", uri(name, "pending"));
    node.putObject("issuer").put("name", pending.policy().issuer());
    node.put("csr", Base64.getEncoder().encodeToString(pending.csr()));
    node.put("cancellation_requested", pending.cancellationRequested());
    node.put("status", pending.status().label());
    if (pending.status() == Status.IN_PROGRESS) {
      node.put(
          "status_details",
          pending.policy().issuer().equals("Unknown")
              ? "Pending certificate created. Please Perform Merge to complete the request."
              : "Pending certificate created. Certificate request is in progress. This may take some time based on the issuer provider. Please check again later.");
    }
    if (api.hasPreserveCertOrder()) {
      node.put("preserveCertOrder", pending.preserveOrder());
    }
    if (pending.status() == Status.COMPLETED) {
      node.put("target", uri(name, ""));
    }
    node.put("request_id", pending.requestId());
    return node;
  }

  private String uri(String name, String segment) {
    String uri = "%s/certificates/%s".formatted(state.baseUri(), name);
    return segment.isEmpty() ? uri : uri + "/" + segment;
  }
}
