package io.vaultjca.embedded.service;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vaultjca.embedded.crypto.CertificateProfile;
import io.vaultjca.embedded.crypto.Certificates;
import io.vaultjca.embedded.store.Attributes;
import io.vaultjca.embedded.store.CertificatePolicy;
import io.vaultjca.embedded.store.CertificateState;
import io.vaultjca.embedded.store.CertificateState.Pending;
import io.vaultjca.embedded.store.CertificateState.Status;
import io.vaultjca.embedded.store.CertificateVersion;
import io.vaultjca.embedded.store.Settings;
import io.vaultjca.embedded.store.VaultObject;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;

/** Writes certificates and their operations as JSON, in the order of the service. */
final class CertificateJson {
  private final Settings settings;
  private final String baseUri;

  CertificateJson(Settings settings, String baseUri) {
    this.settings = settings;
    this.baseUri = baseUri;
  }

  /**
   * Returns the address of a certificate or of a resource below it.
   *
   * @param segment a version, {@code policy}, {@code pending}; empty for the certificate itself
   */
  String uri(String name, String segment) {
    String uri = "%s/certificates/%s".formatted(baseUri, name);
    return segment.isEmpty() ? uri : uri + "/" + segment;
  }

  /** Writes the current version or, if there is none, the pending one. */
  ObjectNode current(
      VaultObject<CertificateVersion, CertificateState> certificate, ApiVersion api) {
    Optional<CertificateVersion> version = certificate.current();
    return version.isPresent()
        ? bundle(certificate, version.get(), api)
        : pendingBundle(certificate, api);
  }

  ObjectNode bundle(
      VaultObject<CertificateVersion, CertificateState> certificate,
      CertificateVersion version,
      ApiVersion api) {
    ObjectNode bundle = identifiers(certificate.name(), version.version());
    bundle.put("x5t", Json.base64Url(Certificates.thumbprint(version.certificate())));
    bundle.put("cer", Base64.getEncoder().encodeToString(version.certificate()));
    bundle.set("attributes", KeyJson.attributes(version.attributes(), settings));
    if (version.tags() != null) {
      bundle.set("tags", Json.object(version.tags()));
    }
    addPolicyAndOperation(bundle, certificate, api);
    if (api.hasPreserveCertOrder()) {
      bundle.put("preserveCertOrder", version.preserveOrder());
    }
    return bundle;
  }

  private ObjectNode pendingBundle(
      VaultObject<CertificateVersion, CertificateState> certificate, ApiVersion api) {
    Pending pending = certificate.extra().pending();
    CertificatePolicy policy = certificate.extra().policy();
    ObjectNode bundle = Json.object();
    bundle.put("id", uri(certificate.name(), pending.version()));
    bundle.set("attributes", KeyJson.attributes(notYet(policy), settings));
    if (pending.tags() != null) {
      bundle.set("tags", Json.object(pending.tags()));
    }
    addPolicyAndOperation(bundle, certificate, api);
    if (api.hasPreserveCertOrder()) {
      bundle.put("preserveCertOrder", pending.preserveOrder());
    }
    return bundle;
  }

  private ObjectNode identifiers(String name, String version) {
    ObjectNode bundle = Json.object();
    bundle.put("id", uri(name, version));
    bundle.put("kid", "%s/keys/%s/%s".formatted(baseUri, name, version));
    bundle.put("sid", "%s/secrets/%s/%s".formatted(baseUri, name, version));
    return bundle;
  }

  private void addPolicyAndOperation(
      ObjectNode bundle,
      VaultObject<CertificateVersion, CertificateState> certificate,
      ApiVersion api) {
    String name = certificate.name();
    bundle.set("policy", PolicyJson.write(uri(name, "policy"), certificate.extra().policy(), api));
    if (certificate.extra().pending() != null) {
      bundle.putObject("pending").put("id", uri(name, "pending"));
    }
  }

  /** Writes a certificate in a list: its current version or, if there is none, the pending one. */
  ObjectNode item(VaultObject<CertificateVersion, CertificateState> certificate) {
    Optional<CertificateVersion> version = certificate.current();
    if (version.isPresent()) {
      return item(uri(certificate.name(), ""), version.get());
    }
    ObjectNode item = Json.object();
    item.put("id", uri(certificate.name(), ""));
    item.set("attributes", KeyJson.attributes(notYet(certificate.extra().policy())));
    item.put("subject", "");
    return item;
  }

  ObjectNode item(String id, CertificateVersion version) {
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

  /** Writes an operation. */
  ObjectNode operation(String name, Pending pending, ApiVersion api) {
    ObjectNode node = Json.object();
    node.put("id", uri(name, "pending"));
    node.putObject("issuer").put("name", pending.policy().issuer());
    node.put("csr", Base64.getEncoder().encodeToString(pending.csr()));
    node.put("cancellation_requested", pending.cancellationRequested());
    node.put("status", pending.status().label());
    if (pending.status() == Status.IN_PROGRESS || pending.status() == Status.FAILED) {
      node.put(
          "status_details",
          pending.policy().issuer().equals("Unknown")
              ? "Pending certificate created. Please Perform Merge to complete the request."
              : "Pending certificate created. Certificate request is in progress. This may take some time based on the issuer provider. Please check again later.");
    }
    if (api.hasPreserveCertOrder()) {
      node.put("preserveCertOrder", pending.preserveOrder());
    }
    if (pending.status() == Status.FAILED) {
      ObjectNode error = node.putObject("error");
      error.put("code", pending.failure().code());
      error.put("message", pending.failure().message());
    }
    if (pending.status() == Status.COMPLETED) {
      node.put("target", uri(name, ""));
    }
    node.put("request_id", pending.requestId());
    return node;
  }

  /** A pending certificate is not enabled; its times are those of its request. */
  private static Attributes notYet(CertificatePolicy policy) {
    CertificateProfile planned =
        CertificateIssuing.profile(policy, Instant.ofEpochSecond(policy.created()));
    return new Attributes(
        false,
        planned.from().getEpochSecond(),
        planned.until().getEpochSecond(),
        policy.created(),
        policy.updated());
  }
}
