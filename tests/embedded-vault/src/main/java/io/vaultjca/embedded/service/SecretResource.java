package io.vaultjca.embedded.service;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vaultjca.embedded.store.SecretVersion;
import io.vaultjca.embedded.store.VaultObject;
import io.vaultjca.embedded.store.VaultState;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Secrets, including those behind certificates. */
final class SecretResource {
  private static final int MOST_CHARACTERS = 25 * 1024;

  private final VaultState state;
  private final SoftDelete<SecretVersion, Void> softDelete;
  private final NameRules names;
  private final Page page;

  SecretResource(VaultState state, Page page) {
    this.state = state;
    this.names = new NameRules(state);
    this.page = page;
    this.softDelete =
        new SoftDelete<>(Kind.SECRETS, state.secrets(), state.settings(), state.baseUri());
  }

  List<Route> routes() {
    return List.of(
        Route.of(
            "POST", "secrets/restore", "secrets/restore", "secrets/restore/action", this::restore),
        Route.of(
            "POST",
            "secrets/{name}/backup",
            "secrets/backup",
            "secrets/backup/action",
            this::backup),
        Route.of("GET", "secrets", "secrets/list", "secrets/readMetadata/action", this::list),
        Route.of("PUT", "secrets/{name}", "secrets/set", "secrets/setSecret/action", this::set),
        Route.of(
                "GET",
                "secrets/{name}/versions",
                "secrets/versions",
                "secrets/readMetadata/action",
                this::versions)
            .permittedBy("secrets/list"),
        Route.of("GET", "secrets/{name}", "secrets/get", "secrets/getSecret/action", this::get),
        Route.of(
            "GET",
            "secrets/{name}/{version}",
            "secrets/get",
            "secrets/getSecret/action",
            this::get),
        Route.of("PATCH", "secrets/{name}", "secrets/update", "secrets/update/action", this::update)
            .permittedBy("secrets/set"),
        Route.of(
                "PATCH",
                "secrets/{name}/{version}",
                "secrets/update",
                "secrets/update/action",
                this::update)
            .permittedBy("secrets/set"),
        Route.of("DELETE", "secrets/{name}", "secrets/delete", "secrets/delete", this::delete),
        Route.of(
                "GET",
                "deletedsecrets",
                "secrets/listdeleted",
                "secrets/readMetadata/action",
                this::listDeleted)
            .permittedBy("secrets/list"),
        Route.of(
                "GET",
                "deletedsecrets/{name}",
                "secrets/getdeleted",
                "secrets/readMetadata/action",
                this::getDeleted)
            .permittedBy("secrets/get"),
        Route.of(
            "POST",
            "deletedsecrets/{name}/recover",
            "secrets/recover",
            "secrets/recover/action",
            this::recover),
        Route.of(
            "DELETE",
            "deletedsecrets/{name}",
            "secrets/purge",
            "secrets/purge/action",
            this::purge));
  }

  private Answer set(Call call) throws ServiceException {
    String name = call.name();
    Body body = Body.of(call.request(), "value", "contentType", "tags", "attributes");
    String value = body.text("value");
    if (value == null) {
      throw Body.missing("value");
    }
    if (value.length() > MOST_CHARACTERS) {
      throw ServiceException.badParameter(
          "The secret value is too long: %d characters, at most %d are allowed."
              .formatted(value.length(), MOST_CHARACTERS));
    }
    String contentType = body.text("contentType");
    if (contentType != null && contentType.length() > 255) {
      throw Body.invalid("contentType");
    }
    SecretVersion version =
        new SecretVersion(
            VaultState.newVersion(),
            () -> value,
            contentType,
            AttributesBody.of(body).create(state.settings().nowSeconds()),
            body.tags(),
            false);
    VaultObject<SecretVersion, Void> secret;
    synchronized (state.names()) {
      names.checkForSecret(name, "set");
      secret = state.secrets().add(name, version);
    }
    return Answer.ok(bundle(secret, version, true, call));
  }

  private Answer get(Call call) throws ServiceException {
    VaultObject<SecretVersion, Void> secret = softDelete.live(call);
    SecretVersion version = softDelete.version(secret, call);
    if (!version.attributes().enabled()) {
      throw ServiceException.forbidden(
          "SecretDisabled", "Operation get is not allowed on a disabled secret.");
    }
    return Answer.ok(bundle(secret, version, true, call));
  }

  private Answer list(Call call) throws ServiceException {
    return page.of(
        call,
        from -> state.secrets().liveFrom(from).filter(secret -> secret.current().isPresent()),
        VaultObject::name,
        secret -> item(uri(secret.name(), ""), secret.current().orElseThrow()));
  }

  private Answer versions(Call call) throws ServiceException {
    Optional<VaultObject<SecretVersion, Void>> secret = state.secrets().live(call.name());
    return page.of(
        call,
        from -> secret.stream().flatMap(found -> found.versionsFrom(from)),
        SecretVersion::version,
        version -> item(uri(secret.orElseThrow().name(), version.version()), version));
  }

  private Answer update(Call call) throws ServiceException {
    Body body = Body.of(call.request(), "contentType", "attributes", "tags");
    VaultObject<SecretVersion, Void> secret = softDelete.live(call);
    SecretVersion existing = softDelete.version(secret, call);
    if (existing.isOfSasDefinition()) {
      throw managed("update", existing);
    }
    SecretVersion updated =
        existing.update(
            body.text("contentType"),
            AttributesBody.of(body).update(existing.attributes(), state.settings().nowSeconds()),
            body.tags());
    secret.put(updated);
    return Answer.ok(bundle(secret, updated, false, call));
  }

  private Answer backup(Call call) throws ServiceException {
    VaultObject<SecretVersion, Void> secret = softDelete.live(call);
    refuseManaged("backup", secret.current().orElseThrow());
    ObjectNode document = Json.object();
    document.put("name", secret.name());
    document.put("current", secret.current().orElseThrow().version());
    ArrayNode versions = document.putArray("versions");
    for (SecretVersion version : secret.versions()) {
      ObjectNode one = versions.addObject();
      one.put("version", version.version());
      one.put("value", version.value().get());
      one.put("contentType", version.contentType());
      one.set("attributes", Backup.write(version.attributes()));
      Backup.put(one, version.tags());
    }
    return Backup.seal(Kind.SECRETS, document);
  }

  private Answer restore(Call call) throws ServiceException {
    JsonNode document = Backup.open(Kind.SECRETS, call);
    String name = document.get("name").asText();
    List<SecretVersion> versions = new ArrayList<>();
    for (JsonNode one : document.get("versions")) {
      String value = one.get("value").asText();
      versions.add(
          new SecretVersion(
              one.get("version").asText(),
              () -> value,
              one.get("contentType").textValue(),
              Backup.readAttributes(one.get("attributes")),
              Backup.readTags(one),
              false));
    }
    VaultObject<SecretVersion, Void> secret;
    synchronized (state.names()) {
      if (state.secrets().live(name).isPresent()) {
        throw Backup.alreadyExists(Kind.SECRETS, name);
      }
      names.checkForSecret(name, "restore");
      List<SecretVersion> ordered = Backup.currentLast(versions, document.get("current").asText());
      secret = state.secrets().add(name, null, ordered);
    }
    return Answer.ok(bundle(secret, secret.current().orElseThrow(), false, call));
  }

  private Answer delete(Call call) throws ServiceException {
    VaultObject<SecretVersion, Void> secret = softDelete.live(call);
    SecretVersion version = softDelete.version(secret, call);
    refuseManaged("delete", version);
    state.secrets().delete(secret);
    return Answer.ok(softDelete.deletion(secret, bundle(secret, version, false, call)));
  }

  private Answer listDeleted(Call call) throws ServiceException {
    return page.of(
        call,
        state.secrets()::deletedFrom,
        VaultObject::name,
        secret ->
            softDelete.deletion(
                secret, item(uri(secret.name(), ""), secret.current().orElseThrow())));
  }

  private Answer getDeleted(Call call) throws ServiceException {
    VaultObject<SecretVersion, Void> secret = softDelete.deleted(call);
    return Answer.ok(
        softDelete.deletion(secret, bundle(secret, secret.current().orElseThrow(), false, call)));
  }

  private Answer recover(Call call) throws ServiceException {
    VaultObject<SecretVersion, Void> secret = softDelete.deleted(call);
    SecretVersion version = secret.current().orElseThrow();
    refuseManaged("recover", version);
    state.secrets().recover(secret);
    return Answer.ok(bundle(secret, version, false, call));
  }

  private Answer purge(Call call) throws ServiceException {
    VaultObject<SecretVersion, Void> secret = softDelete.deleted(call);
    softDelete.checkPurge();
    refuseManaged("purge", secret.current().orElseThrow());
    state.secrets().purge(secret);
    return Answer.noContent();
  }

  private static void refuseManaged(String operation, SecretVersion version)
      throws ServiceException {
    if (version.managed()) {
      throw managed(operation, version);
    }
  }

  static ServiceException managed(String operation, SecretVersion version) {
    String owner = version.isOfSasDefinition() ? "SAS definition" : "certificate";
    return ServiceException.forbidden(
        null,
        "Operation %s is not allowed on a secret that is managed by a %s: use the %s instead."
            .formatted(operation, owner, owner));
  }

  private ObjectNode bundle(
      VaultObject<SecretVersion, Void> secret,
      SecretVersion version,
      boolean withValue,
      Call call) {
    String name = secret.name();
    ObjectNode bundle = Json.object();
    String value = withValue ? version.value().get() : null;
    if (withValue) {
      bundle.put("value", value);
    }
    members(bundle, uri(name, version.version()), version);
    if (version.isOfSasDefinition()) {
      bundle.put("managed", true);
      if (withValue) {
        ((ObjectNode) bundle.get("attributes")).put("exp", SasTokens.expiry(value));
      }
    } else if (version.managed()) {
      bundle.put("kid", "%s/keys/%s/%s".formatted(state.baseUri(), name, version.version()));
      bundle.put("managed", true);
    }
    if (call.version().hasPreviousVersion()) {
      secret
          .before(version)
          .ifPresent(previous -> bundle.put("previousVersion", previous.version()));
    }
    return bundle;
  }

  private ObjectNode item(String id, SecretVersion version) {
    ObjectNode item = Json.object();
    members(item, id, version);
    if (version.managed()) {
      item.put("managed", true);
    }
    return item;
  }

  private void members(ObjectNode node, String id, SecretVersion version) {
    if (version.contentType() != null) {
      node.put("contentType", version.contentType());
    }
    node.put("id", id);
    ObjectNode attributes = KeyJson.attributes(version.attributes(), state.settings());
    if (version.isOfSasDefinition()) {
      // A token is generated on each request.
      attributes.remove(List.of("created", "updated"));
    }
    node.set("attributes", attributes);
    if (version.tags() != null) {
      node.set("tags", Json.object(version.tags()));
    }
  }

  private String uri(String name, String version) {
    String uri = "%s/secrets/%s".formatted(state.baseUri(), name);
    return version.isEmpty() ? uri : uri + "/" + version;
  }
}
