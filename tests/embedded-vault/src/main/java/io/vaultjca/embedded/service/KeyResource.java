package io.vaultjca.embedded.service;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vaultjca.embedded.crypto.KeyMaterial;
import io.vaultjca.embedded.store.KeyVersion;
import io.vaultjca.embedded.store.ReleasePolicy;
import io.vaultjca.embedded.store.RotationPolicy;
import io.vaultjca.embedded.store.Settings;
import io.vaultjca.embedded.store.VaultObject;
import io.vaultjca.embedded.store.VaultState;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** All operations on keys except those of {@link CryptoResource}. */
final class KeyResource {
  private static final Pattern EXTERNAL_KEY = Pattern.compile("[a-zA-Z0-9-]{1,64}");
  private static final List<String> CREATE =
      List.of(
          "kty",
          "key_size",
          "public_exponent",
          "key_ops",
          "attributes",
          "tags",
          "crv",
          "release_policy");
  private static final List<String> JWK =
      List.of(
          "kid", "kty", "key_ops", "n", "e", "d", "dp", "dq", "qi", "p", "q", "k", "crv", "x", "y",
          "key_hsm", "use", "alg");

  private final VaultState state;
  private final SoftDelete<KeyVersion, RotationPolicy> softDelete;
  private final NameRules names;
  private final KeyJson json;
  private final Page page;

  KeyResource(VaultState state, KeyJson json, Page page) {
    this.state = state;
    this.names = new NameRules(state);
    this.json = json;
    this.page = page;
    this.softDelete = new SoftDelete<>(Kind.KEYS, state.keys(), state.settings(), state.baseUri());
  }

  List<Route> routes() {
    return List.of(
        Route.of("GET", "keys", "keys/list", "keys/read", this::list),
        Route.of("POST", "keys/{name}/create", "keys/create", "keys/create/action", this::create),
        Route.of("PUT", "keys/{name}", "keys/import", "keys/import/action", this::importKey),
        Route.of("GET", "keys/{name}/versions", "keys/versions", "keys/read", this::versions)
            .permittedBy("keys/list"),
        Route.of("GET", "keys/{name}", "keys/get", "keys/read", this::get),
        Route.of("GET", "keys/{name}/{version}", "keys/get", "keys/read", this::get),
        Route.of("PATCH", "keys/{name}", "keys/update", "keys/update/action", this::update),
        Route.of(
            "PATCH", "keys/{name}/{version}", "keys/update", "keys/update/action", this::update),
        Route.of("DELETE", "keys/{name}", "keys/delete", "keys/delete", this::delete),
        Route.of("GET", "deletedkeys", "keys/listdeleted", "keys/read", this::listDeleted)
            .permittedBy("keys/list"),
        Route.of("GET", "deletedkeys/{name}", "keys/getdeleted", "keys/read", this::getDeleted)
            .permittedBy("keys/get"),
        Route.of(
            "POST",
            "deletedkeys/{name}/recover",
            "keys/recover",
            "keys/recover/action",
            this::recover),
        Route.of("DELETE", "deletedkeys/{name}", "keys/purge", "keys/purge/action", this::purge));
  }

  private Answer create(Call call) throws ServiceException {
    String name = call.name();
    Body body = Body.of(call.request(), Body.members(call.version().hasMlDsa(), CREATE, "alg"));
    String kty = body.text("kty");
    if (kty == null) {
      // The service's text.
      throw ServiceException.badParameter(
          "Property  has invalid value\r\nProperty  has invalid value\r\n");
    }
    KeyType type = KeyType.of(kty, state.settings(), call.version());
    AttributesBody attributes = AttributesBody.ofKey(body, call.version());
    boolean external = attributes.externalKey() != null;
    if (external) {
      checkExternalKey(attributes.externalKey(), state.settings());
    }
    KeyMaterial material = KeyGeneration.generate(type, wanted(body), external);
    KeyVersion version =
        new KeyVersion(
                VaultState.newVersion(),
                type.label(),
                material,
                operations(type, body.texts("key_ops"), external),
                attributes.create(state.settings().nowSeconds()),
                body.tags(),
                false,
                Boolean.TRUE.equals(attributes.exportable()),
                releasePolicy(body, type, attributes.exportable()))
            .withExternalKey(attributes.externalKey());
    return Answer.ok(json.bundle(store(name, version), version, call.version()));
  }

  private Answer importKey(Call call) throws ServiceException {
    String name = call.name();
    Body body = Body.of(call.request(), "key", "Hsm", "attributes", "tags", "release_policy");
    Body jwk = body.object("key", Body.members(call.version().hasMlDsa(), JWK, "pub"));
    if (jwk == null) {
      throw Body.missing("key");
    }
    String kty = jwk.required("kty");
    boolean hsm = Boolean.TRUE.equals(body.bool("Hsm")) || kty.endsWith("-HSM");
    KeyType type =
        KeyType.of(
            hsm && !kty.endsWith("-HSM") ? kty + "-HSM" : kty, state.settings(), call.version());
    AttributesBody attributes = AttributesBody.ofKey(body, call.version());
    if (attributes.externalKey() != null) {
      throw Body.invalid("external_key");
    }
    List<String> asked = jwk.texts("key_ops");
    KeyVersion version =
        new KeyVersion(
            VaultState.newVersion(),
            type.label(),
            jwk.has("key_hsm")
                ? TransferBlob.material(jwk.requiredBytes("key_hsm"), type, state)
                : JsonWebKey.material(jwk, type),
            // An import treats an empty list as absent; an update does not.
            operations(type, asked == null || asked.isEmpty() ? null : asked, false),
            attributes.create(state.settings().nowSeconds()),
            body.tags(),
            false,
            Boolean.TRUE.equals(attributes.exportable()),
            releasePolicy(body, type, attributes.exportable()));
    return Answer.ok(json.bundle(store(name, version), version, call.version()));
  }

  /** A key is exportable if and only if it has a release policy, and then it is in an HSM. */
  private ReleasePolicy releasePolicy(Body body, KeyType type, Boolean exportable)
      throws ServiceException {
    ReleasePolicy policy = readReleasePolicy(body);
    if ((policy != null) != Boolean.TRUE.equals(exportable)) {
      throw ServiceException.badParameter(
          "A key is exportable if and only if it has a release policy.");
    }
    if (policy != null && !type.label().endsWith("-HSM")) {
      throw ServiceException.badParameter(
          "A key of type '%s' cannot be exportable.".formatted(type.label()));
    }
    return policy;
  }

  private ReleasePolicy readReleasePolicy(Body body) throws ServiceException {
    Body policy = body.object("release_policy", "contentType", "data", "immutable");
    if (policy == null) {
      return null;
    }
    byte[] data = policy.requiredBytes("data");
    String contentType = policy.text("contentType");
    return new ReleasePolicy(
        contentType == null ? "application/json; charset=utf-8" : contentType,
        state.settings().managedHsm()
            ? Json.base64Url(Json.withoutBlanks(data))
            : policy.required("data"),
        Boolean.TRUE.equals(policy.bool("immutable")));
  }

  private Answer get(Call call) throws ServiceException {
    VaultObject<KeyVersion, RotationPolicy> key = softDelete.live(call);
    return Answer.ok(json.bundle(key.name(), softDelete.version(key, call), call.version()));
  }

  private Answer list(Call call) throws ServiceException {
    return page.of(
        call,
        from -> state.keys().liveFrom(from).filter(key -> key.current().isPresent()),
        VaultObject::name,
        key ->
            json.item(
                state.baseUri() + "/keys/" + key.name(),
                key.current().orElseThrow(),
                call.version()));
  }

  private Answer versions(Call call) throws ServiceException {
    Optional<VaultObject<KeyVersion, RotationPolicy>> key = state.keys().live(call.name());
    return page.of(
        call,
        from ->
            key.stream()
                .flatMap(
                    found ->
                        state.settings().managedHsm()
                            ? found.versionsCreatedFrom(from)
                            : found.versionsFrom(from)),
        KeyVersion::version,
        version -> json.item(json.kid(key.orElseThrow().name(), version), version, call.version()));
  }

  private Answer update(Call call) throws ServiceException {
    Body body = Body.of(call.request(), "key_ops", "attributes", "tags", "release_policy");
    VaultObject<KeyVersion, RotationPolicy> key = softDelete.live(call);
    KeyVersion existing = softDelete.version(key, call);
    AttributesBody attributes = AttributesBody.ofKey(body, call.version());
    if (attributes.externalKey() != null
        && !attributes.externalKey().equals(existing.externalKey())) {
      throw ServiceException.badParameter(
          "The external key identifier of a key version cannot be changed.");
    }
    List<String> asked = body.texts("key_ops");
    KeyVersion updated =
        existing.update(
            asked == null
                ? null
                : operations(KeyType.stored(existing.kty()), asked, existing.externalKey() != null),
            attributes.update(existing.attributes(), state.settings().nowSeconds()),
            body.tags(),
            changedReleasePolicy(body, existing));
    key.put(updated);
    return Answer.ok(json.bundle(key.name(), updated, call.version()));
  }

  private ReleasePolicy changedReleasePolicy(Body body, KeyVersion existing)
      throws ServiceException {
    ReleasePolicy changed = readReleasePolicy(body);
    if (changed != null && existing.releasePolicy() == null) {
      throw ServiceException.badParameter(
          "A release policy cannot be given to a key that is not exportable.");
    }
    if (changed != null && existing.releasePolicy().immutable()) {
      throw ServiceException.badParameter("The release policy is immutable.");
    }
    return changed;
  }

  private Answer delete(Call call) throws ServiceException {
    VaultObject<KeyVersion, RotationPolicy> key = softDelete.live(call);
    KeyVersion version = softDelete.version(key, call);
    if (version.managed()) {
      throw ServiceException.forbidden(
          null,
          "Operation delete is not allowed on a key that is managed by a certificate: delete the certificate instead.");
    }
    state.keys().delete(key);
    return Answer.ok(softDelete.deletion(key, json.bundle(key.name(), version, call.version())));
  }

  private Answer listDeleted(Call call) throws ServiceException {
    return page.of(
        call,
        state.keys()::deletedFrom,
        VaultObject::name,
        key ->
            softDelete.deletion(
                key,
                json.item(
                    state.baseUri() + "/keys/" + key.name(),
                    key.current().orElseThrow(),
                    call.version())));
  }

  private Answer getDeleted(Call call) throws ServiceException {
    VaultObject<KeyVersion, RotationPolicy> key = softDelete.deleted(call);
    // Unlike the response to DELETE, these lack hsmPlatform.
    ObjectNode bundle = json.bundle(key.name(), key.current().orElseThrow(), call.version(), false);
    return Answer.ok(softDelete.deletion(key, bundle));
  }

  private Answer recover(Call call) throws ServiceException {
    VaultObject<KeyVersion, RotationPolicy> key = softDelete.deleted(call);
    KeyVersion version = key.current().orElseThrow();
    if (version.managed()) {
      throw ServiceException.forbidden(
          null,
          "Operation recover is not allowed on a key that is managed by a certificate: recover the certificate instead.");
    }
    state.keys().recover(key);
    return Answer.ok(json.bundle(key.name(), version, call.version(), false));
  }

  private Answer purge(Call call) throws ServiceException {
    VaultObject<KeyVersion, RotationPolicy> key = softDelete.deleted(call);
    softDelete.checkPurge();
    if (key.current().orElseThrow().managed()) {
      throw ServiceException.forbidden(
          null,
          "Operation purge is not allowed on a key that is managed by a certificate: purge the certificate instead.");
    }
    state.keys().purge(key);
    return Answer.noContent();
  }

  /** Adds a version and returns the name as it was created. */
  private String store(String name, KeyVersion version) throws ServiceException {
    synchronized (state.names()) {
      names.checkForKey(name, "create");
      return state.keys().add(name, version).name();
    }
  }

  private List<String> operations(KeyType type, List<String> asked, boolean external)
      throws ServiceException {
    return KeyGeneration.operations(type, asked, state.settings().managedHsm(), external);
  }

  private static KeyGeneration.Wanted wanted(Body body) throws ServiceException {
    Integer exponent = body.integer("public_exponent");
    if (exponent != null && exponent != 0 && (exponent < 3 || exponent % 2 == 0)) {
      throw Body.invalid("public_exponent");
    }
    return new KeyGeneration.Wanted(
        body.integer("key_size"), body.text("crv"), exponent, body.text("alg"));
  }

  /** Refuses external keys outside a Managed HSM, and checks the format of the identifier. */
  static void checkExternalKey(String id, Settings settings) throws ServiceException {
    if (!settings.managedHsm() || !EXTERNAL_KEY.matcher(id).matches()) {
      throw Body.invalid("external_key");
    }
  }
}
