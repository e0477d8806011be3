package io.vaultjca.embedded.service;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vaultjca.embedded.store.Attributes;
import io.vaultjca.embedded.store.CertificatePolicy;
import io.vaultjca.embedded.store.CertificateState;
import io.vaultjca.embedded.store.CertificateVersion;
import io.vaultjca.embedded.store.VaultObject;
import io.vaultjca.embedded.store.VaultState;
import java.util.List;
import java.util.Optional;

/** Reads, lists and changes certificates and their policies. */
final class CertificateResource {
  private final VaultState state;
  private final CertificateJson json;
  private final SoftDelete<CertificateVersion, CertificateState> softDelete;
  private final Page page;

  CertificateResource(VaultState state, CertificateJson json, Page page) {
    this.state = state;
    this.json = json;
    this.page = page;
    this.softDelete =
        new SoftDelete<>(
            Kind.CERTIFICATES, state.certificates(), state.settings(), state.baseUri());
  }

  List<Route> routes() {
    return List.of(
        Route.of("GET", "certificates", "certificates/list", "certificates/read", this::list),
        Route.of(
                "GET",
                "certificates/{name}/versions",
                "certificates/versions",
                "certificates/read",
                this::versions)
            .permittedBy("certificates/list"),
        Route.of(
                "GET",
                "certificates/{name}/policy",
                "certificates/getpolicy",
                "certificates/read",
                this::policy)
            .permittedBy("certificates/get"),
        Route.of(
                "PATCH",
                "certificates/{name}/policy",
                "certificates/updatepolicy",
                "certificates/update/action",
                this::updatePolicy)
            .permittedBy("certificates/update"),
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

  private Answer get(Call call) throws ServiceException {
    VaultObject<CertificateVersion, CertificateState> certificate = softDelete.live(call);
    return Answer.ok(
        call.objectVersion().isEmpty()
            ? json.current(certificate, call.version())
            : json.bundle(certificate, softDelete.version(certificate, call), call.version()));
  }

  private Answer list(Call call) throws ServiceException {
    boolean includePending = Boolean.parseBoolean(call.request().query().get("includePending"));
    return page.of(
        call,
        from ->
            state
                .certificates()
                .liveFrom(from)
                .filter(certificate -> includePending || certificate.current().isPresent()),
        VaultObject::name,
        json::item);
  }

  private Answer versions(Call call) throws ServiceException {
    Optional<VaultObject<CertificateVersion, CertificateState>> certificate =
        state.certificates().live(call.name());
    return page.of(
        call,
        from -> certificate.stream().flatMap(found -> found.versionsFrom(from)),
        CertificateVersion::version,
        version ->
            json.item(json.uri(certificate.orElseThrow().name(), version.version()), version));
  }

  private Answer policy(Call call) throws ServiceException {
    return policyOf(softDelete.live(call), call.version());
  }

  private Answer updatePolicy(Call call) throws ServiceException {
    Body body = PolicyJson.of(call);
    VaultObject<CertificateVersion, CertificateState> certificate = softDelete.live(call);
    changePolicy(certificate, body, call.version());
    return policyOf(certificate, call.version());
  }

  private Answer policyOf(
      VaultObject<CertificateVersion, CertificateState> certificate, ApiVersion api) {
    return Answer.ok(
        PolicyJson.write(
            json.uri(certificate.name(), "policy"), certificate.extra().policy(), api));
  }

  private void changePolicy(
      VaultObject<CertificateVersion, CertificateState> certificate, Body body, ApiVersion api)
      throws ServiceException {
    synchronized (state.names()) {
      CertificateState current = certificate.extra();
      CertificatePolicy changed =
          PolicyJson.read(body, current.policy(), api, state.settings().nowSeconds());
      certificate.extra(current.withPolicy(changed));
    }
  }

  private Answer update(Call call) throws ServiceException {
    Body body = Body.of(call.request(), "policy", "attributes", "tags");
    VaultObject<CertificateVersion, CertificateState> certificate = softDelete.live(call);
    CertificateVersion existing = softDelete.version(certificate, call);
    // nbf and exp are in the certificate: only enabled can change.
    Attributes attributes =
        existing
            .attributes()
            .update(AttributesBody.of(body).enabled(), null, null, state.settings().nowSeconds());
    CertificateVersion updated = existing.update(attributes, body.tags());
    Body policy = PolicyJson.member(body);
    if (policy != null) {
      changePolicy(certificate, policy, call.version());
    }
    certificate.put(updated);
    updateKeyAndSecret(certificate.name(), updated);
    ObjectNode bundle = json.bundle(certificate, updated, call.version());
    bundle.remove("policy");
    return Answer.ok(bundle);
  }

  private void updateKeyAndSecret(String name, CertificateVersion certificate) {
    state
        .keys()
        .live(name)
        .ifPresent(
            key ->
                key.version(certificate.version())
                    .map(
                        version ->
                            version.update(
                                null, certificate.attributes(), certificate.tags(), null))
                    .ifPresent(key::put));
    state
        .secrets()
        .live(name)
        .ifPresent(
            secret ->
                secret
                    .version(certificate.version())
                    .map(
                        version ->
                            version.update(null, certificate.attributes(), certificate.tags()))
                    .ifPresent(secret::put));
  }
}
