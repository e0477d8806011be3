package io.vaultjca.embedded.service;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vaultjca.embedded.crypto.CertificateDescription;
import io.vaultjca.embedded.crypto.ImportedCertificate;
import io.vaultjca.embedded.crypto.InvalidInputException;
import io.vaultjca.embedded.crypto.KeyMaterial;
import io.vaultjca.embedded.store.CertificatePolicy;
import io.vaultjca.embedded.store.CertificatePolicy.SubjectAlternativeNames;
import io.vaultjca.embedded.store.CertificateState;
import io.vaultjca.embedded.store.CertificateState.Pending;
import io.vaultjca.embedded.store.CertificateState.Status;
import io.vaultjca.embedded.store.CertificateVersion;
import io.vaultjca.embedded.store.KeyVersion;
import io.vaultjca.embedded.store.RotationPolicy;
import io.vaultjca.embedded.store.SecretVersion;
import io.vaultjca.embedded.store.VaultObject;
import io.vaultjca.embedded.store.VaultState;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Import, backup and deletion of certificates, with their key and secret. */
final class CertificateLifecycleResource {
  private final VaultState state;
  private final CertificateIssuing issuing;
  private final NameRules names;
  private final CertificateJson json;
  private final SoftDelete<CertificateVersion, CertificateState> softDelete;
  private final Page page;

  CertificateLifecycleResource(
      VaultState state, CertificateIssuing issuing, CertificateJson json, Page page) {
    this.state = state;
    this.issuing = issuing;
    this.names = new NameRules(state);
    this.json = json;
    this.page = page;
    this.softDelete =
        new SoftDelete<>(
            Kind.CERTIFICATES, state.certificates(), state.settings(), state.baseUri());
  }

  List<Route> routes() {
    return List.of(
        Route.of(
            "POST",
            "certificates/restore",
            "certificates/restore",
            "certificates/restore/action",
            this::restore),
        Route.of(
            "POST",
            "certificates/{name}/backup",
            "certificates/backup",
            "certificates/backup/action",
            this::backup),
        Route.of(
            "POST",
            "certificates/{name}/import",
            "certificates/import",
            "certificates/import/action",
            this::importCertificate),
        Route.of(
            "DELETE",
            "certificates/{name}",
            "certificates/delete",
            "certificates/delete",
            this::delete),
        Route.of(
                "GET",
                "deletedcertificates",
                "certificates/listdeleted",
                "certificates/read",
                this::listDeleted)
            .permittedBy("certificates/list"),
        Route.of(
                "GET",
                "deletedcertificates/{name}",
                "certificates/getdeleted",
                "certificates/read",
                this::getDeleted)
            .permittedBy("certificates/get"),
        Route.of(
            "POST",
            "deletedcertificates/{name}/recover",
            "certificates/recover",
            "certificates/recover/action",
            this::recover),
        Route.of(
            "DELETE",
            "deletedcertificates/{name}",
            "certificates/purge",
            "certificates/purge/action",
            this::purge));
  }

  private Answer importCertificate(Call call) throws ServiceException {
    String name = call.name();
    Body body =
        Body.of(
            call.request(), "value", "pwd", "policy", "attributes", "tags", "preserveCertOrder");
    String value = body.required("value");
    Body asked = PolicyJson.member(body);
    AttributesBody attributes = AttributesBody.of(body);
    boolean preserveOrder = Boolean.TRUE.equals(body.bool("preserveCertOrder"));
    try {
      boolean pem = value.contains("-----BEGIN");
      ImportedCertificate imported =
          pem
              ? ImportedCertificate.pem(value, body.text("pwd"))
              : ImportedCertificate.pkcs12(Body.base64(value, "value"), body.text("pwd"));
      List<byte[]> chain =
          preserveOrder ? imported.chain() : CertificateDescription.ordered(imported.chain());
      CertificatePolicy derived = policy(imported, pem);
      CertificatePolicy policy =
          asked == null
              ? derived
              : PolicyJson.readForImport(
                  asked, derived, call.version(), state.settings().nowSeconds());
      CertificateVersion version =
          issuing.version(
              VaultState.newVersion(),
              chain,
              policy,
              attributes.enabled() == null || attributes.enabled(),
              body.tags(),
              preserveOrder);
      VaultObject<CertificateVersion, CertificateState> certificate;
      synchronized (state.names()) {
        names.checkForCertificate(name);
        PendingResource.checkNothingPending(state, name);
        certificate =
            issuing.publish(
                name, new CertificateState(policy, null), version, imported.key(), policy);
      }
      ObjectNode bundle = json.bundle(certificate, version, call.version());
      bundle.remove("preserveCertOrder");
      return Answer.ok(bundle);
    } catch (InvalidInputException invalid) {
      throw ServiceException.badParameter(invalid);
    }
  }

  /** Derives a policy from an imported certificate. */
  private CertificatePolicy policy(ImportedCertificate imported, boolean pem)
      throws InvalidInputException {
    CertificateDescription leaf = new CertificateDescription(imported.chain().get(0));
    boolean ec = imported.key() instanceof KeyMaterial.Ec;
    int bits =
        imported.key() instanceof KeyMaterial.Ec key
            ? key.curve().bits()
            : ((KeyMaterial.Rsa) imported.key()).bits();
    List<String> dnsNames = leaf.dnsNames();
    List<String> emails = leaf.emails();
    long now = state.settings().nowSeconds();
    return new CertificatePolicy(
        true,
        ec ? "EC" : "RSA",
        bits,
        false,
        imported.key() instanceof KeyMaterial.Ec key ? key.curve().label() : null,
        pem ? PolicyJson.PEM : PolicyJson.PKCS12,
        leaf.subject(),
        new SubjectAlternativeNames(
            emails.isEmpty() ? null : emails,
            dnsNames.isEmpty() ? null : dnsNames,
            null,
            null,
            null),
        leaf.ekus(),
        leaf.keyUsage(),
        leaf.validityMonths(),
        leaf.ca(),
        PolicyJson.defaultActions("Unknown"),
        "Unknown",
        null,
        null,
        true,
        now,
        now,
        null);
  }

  private Answer delete(Call call) throws ServiceException {
    VaultObject<CertificateVersion, CertificateState> certificate = softDelete.live(call);
    String name = certificate.name();
    synchronized (state.names()) {
      Pending pending = certificate.extra().pending();
      if (pending != null && pending.status() == Status.IN_PROGRESS) {
        certificate.extra(certificate.extra().withPending(pending.with(Status.CANCELLED, true)));
      }
      // The certificate last: as soon as it is deleted, all three can be recovered.
      state.keys().live(name).ifPresent(state.keys()::delete);
      state.secrets().live(name).ifPresent(state.secrets()::delete);
      state.certificates().delete(certificate);
    }
    return Answer.ok(deleted(certificate, call));
  }

  private ObjectNode deleted(
      VaultObject<CertificateVersion, CertificateState> certificate, Call call) {
    ObjectNode bundle = json.current(certificate, call.version());
    bundle.remove("preserveCertOrder");
    return softDelete.deletion(certificate, bundle);
  }

  private Answer listDeleted(Call call) throws ServiceException {
    return page.of(
        call,
        state.certificates()::deletedFrom,
        VaultObject::name,
        certificate -> softDelete.deletion(certificate, json.item(certificate)));
  }

  private Answer getDeleted(Call call) throws ServiceException {
    return Answer.ok(deleted(softDelete.deleted(call), call));
  }

  private Answer recover(Call call) throws ServiceException {
    VaultObject<CertificateVersion, CertificateState> certificate = softDelete.deleted(call);
    synchronized (state.names()) {
      state.keys().deleted(certificate.name()).ifPresent(state.keys()::recover);
      state.secrets().deleted(certificate.name()).ifPresent(state.secrets()::recover);
      state.certificates().recover(certificate);
    }
    return Answer.ok(json.current(certificate, call.version()));
  }

  private Answer purge(Call call) throws ServiceException {
    VaultObject<CertificateVersion, CertificateState> certificate = softDelete.deleted(call);
    softDelete.checkPurge();
    synchronized (state.names()) {
      state.keys().deleted(certificate.name()).ifPresent(state.keys()::purge);
      state.secrets().deleted(certificate.name()).ifPresent(state.secrets()::purge);
      state.certificates().purge(certificate);
    }
    return Answer.noContent();
  }

  private Answer backup(Call call) throws ServiceException {
    VaultObject<CertificateVersion, CertificateState> certificate = softDelete.live(call);
    Optional<CertificateVersion> current = certificate.current();
    VaultObject<KeyVersion, RotationPolicy> key =
        state.keys().live(certificate.name()).orElse(null);
    if (current.isEmpty() || key == null) {
      throw ServiceException.badParameter("A certificate that is pending cannot be backed up.");
    }
    ObjectNode document = Json.object();
    document.put("name", certificate.name());
    document.put("current", current.get().version());
    document.set(
        "policy",
        PolicyJson.write(
            json.uri(certificate.name(), "policy"),
            certificate.extra().policy(),
            ApiVersion.NEWEST));
    ArrayNode versions = document.putArray("versions");
    for (CertificateVersion version : certificate.versions()) {
      Optional<KeyVersion> itsKey = key.version(version.version());
      if (itsKey.isEmpty()) {
        throw new IllegalStateException("a certificate without its key: " + version.version());
      }
      ObjectNode one = versions.addObject();
      one.put("version", version.version());
      one.set("chain", Backup.writeChain(version.chain()));
      one.set("attributes", Backup.write(version.attributes()));
      Backup.put(one, version.tags());
      one.put("preserveOrder", version.preserveOrder());
      one.put("exportable", version.exportable());
      one.set("key", Backup.write(itsKey.get()));
    }
    return Backup.seal(Kind.CERTIFICATES, document);
  }

  private Answer restore(Call call) throws ServiceException {
    JsonNode document = Backup.open(Kind.CERTIFICATES, call);
    String name = document.get("name").asText();
    CertificatePolicy policy =
        PolicyJson.read(
            PolicyJson.of((ObjectNode) document.get("policy")),
            null,
            ApiVersion.NEWEST,
            state.settings().nowSeconds());
    List<CertificateVersion> versions = new ArrayList<>();
    List<KeyVersion> keys = new ArrayList<>();
    List<SecretVersion> secrets = new ArrayList<>();
    for (JsonNode one : document.get("versions")) {
      CertificateVersion version =
          new CertificateVersion(
              one.get("version").asText(),
              Backup.readChain(one.get("chain")),
              Backup.readAttributes(one.get("attributes")),
              Backup.readTags(one),
              one.get("preserveOrder").asBoolean(),
              one.get("exportable").asBoolean());
      KeyVersion key = Backup.readKey(one.get("key"));
      versions.add(version);
      keys.add(key);
      secrets.add(
          CertificateIssuing.secret(
              version, (KeyMaterial.Pair) key.material(), policy.contentType()));
    }
    String current = document.get("current").asText();
    VaultObject<CertificateVersion, CertificateState> certificate;
    synchronized (state.names()) {
      names.checkForCertificate(name);
      if (state.certificates().live(name).isPresent()) {
        throw Backup.alreadyExists(Kind.CERTIFICATES, name);
      }
      state.keys().add(name, null, Backup.currentLast(keys, current));
      state.secrets().add(name, null, Backup.currentLast(secrets, current));
      certificate =
          state
              .certificates()
              .add(name, new CertificateState(policy, null), Backup.currentLast(versions, current));
    }
    return Answer.ok(json.current(certificate, call.version()));
  }
}
