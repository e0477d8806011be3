package io.vaultjca.embedded.service;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vaultjca.embedded.crypto.RsaAesKeyWrap;
import io.vaultjca.embedded.store.Attributes;
import io.vaultjca.embedded.store.KeyVersion;
import io.vaultjca.embedded.store.ReleasePolicy;
import io.vaultjca.embedded.store.RotationPolicy;
import io.vaultjca.embedded.store.RotationPolicy.LifetimeAction;
import io.vaultjca.embedded.store.VaultObject;
import io.vaultjca.embedded.store.VaultState;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.Period;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;

/** The lifecycle of keys: rotation, backup, release. */
final class KeyLifecycleResource {
  private static final LifetimeAction NOTIFY = new LifetimeAction("Notify", null, "P30D");
  private static final int LEAST_EXPIRY_DAYS = 28;
  private static final int LEAST_ACTION_DAYS = 7;

  /** The latest end of a duration from 1970; a later one could exceed Java's last date. */
  private static final int LATEST_YEAR = 9999;

  private final VaultState state;
  private final SoftDelete<KeyVersion, RotationPolicy> softDelete;
  private final NameRules names;
  private final KeyJson json;
  private final Attestations attestations;
  private final KeyRelease release;

  KeyLifecycleResource(VaultState state, KeyJson json) {
    this.state = state;
    this.names = new NameRules(state);
    this.json = json;
    this.attestations = new Attestations(state.settings());
    this.release = new KeyRelease(state.settings());
    this.softDelete = new SoftDelete<>(Kind.KEYS, state.keys(), state.settings(), state.baseUri());
  }

  /** Must be tried before {@link KeyResource}: some paths look like names and versions. */
  List<Route> routes() {
    return List.of(
        Route.of("POST", "keys/restore", "keys/restore", "keys/restore/action", this::restore),
        Route.of("POST", "keys/{name}/backup", "keys/backup", "keys/backup/action", this::backup),
        Route.of("POST", "keys/{name}/rotate", "keys/rotate", "keys/rotate/action", this::rotate),
        Route.of(
            "GET",
            "keys/{name}/rotationpolicy",
            "keys/getrotationpolicy",
            "keyrotationpolicies/read",
            this::getPolicy),
        Route.of(
            "PUT",
            "keys/{name}/rotationpolicy",
            "keys/setrotationpolicy",
            "keyrotationpolicies/write",
            this::setPolicy),
        Route.of(
            "POST",
            "keys/{name}/{version}/release",
            "keys/release",
            "keys/release/action",
            this::release),
        Route.of(
                "GET",
                "keys/{name}/{version}/attestation",
                "keys/attestation",
                "keys/read",
                this::attestation)
            .permittedBy("keys/get"));
  }

  private Answer backup(Call call) throws ServiceException {
    VaultObject<KeyVersion, RotationPolicy> key = softDelete.live(call);
    if (key.current().orElseThrow().managed()) {
      throw ServiceException.forbidden(
          null,
          "Operation backup is not allowed on a key that is managed by a certificate: back up the certificate instead.");
    }
    refuseExternal(key, "backup");
    ObjectNode document = Json.object();
    document.put("name", key.name());
    document.put("current", key.current().orElseThrow().version());
    ArrayNode versions = document.putArray("versions");
    key.versions().forEach(version -> versions.add(Backup.write(version)));
    if (key.extra() != null) {
      document.set("rotationPolicy", policy(key.name(), key.extra()));
    }
    return Backup.seal(Kind.KEYS, document);
  }

  private Answer restore(Call call) throws ServiceException {
    JsonNode document = Backup.open(Kind.KEYS, call);
    String name = document.get("name").asText();
    List<KeyVersion> versions = new ArrayList<>();
    for (JsonNode one : document.get("versions")) {
      KeyVersion version = Backup.readKey(one);
      KeyType.stored(version.kty()).checkPlace(state.settings());
      versions.add(version);
    }
    RotationPolicy policy =
        document.has("rotationPolicy")
            ? read(
                Body.of(document.get("rotationPolicy"), "id", "lifetimeActions", "attributes"),
                null)
            : null;
    VaultObject<KeyVersion, RotationPolicy> key;
    synchronized (state.names()) {
      if (state.keys().live(name).isPresent()) {
        throw Backup.alreadyExists(Kind.KEYS, name);
      }
      names.checkForKey(name, "restore");
      List<KeyVersion> ordered = Backup.currentLast(versions, document.get("current").asText());
      key = state.keys().add(name, policy, ordered);
    }
    return Answer.ok(json.bundle(key.name(), key.current().orElseThrow(), call.version()));
  }

  private Answer rotate(Call call) throws ServiceException {
    VaultObject<KeyVersion, RotationPolicy> key = softDelete.live(call);
    KeyVersion current = key.current().orElseThrow();
    if (current.managed()) {
      throw ServiceException.forbidden(
          null,
          "Operation rotate is not allowed on a key that is managed by a certificate: renew the certificate instead.");
    }
    refuseExternal(key, "rotate");
    long now = state.settings().nowSeconds();
    RotationPolicy policy = key.extra();
    Long exp =
        policy == null || policy.expiryTime() == null
            ? null
            : Instant.ofEpochSecond(now)
                .atOffset(ZoneOffset.UTC)
                .plus(Period.parse(policy.expiryTime()))
                .toEpochSecond();
    KeyVersion next =
        new KeyVersion(
            VaultState.newVersion(),
            current.kty(),
            KeyGeneration.again(current.material()),
            current.operations(),
            Attributes.created(true, null, exp, now),
            current.tags(),
            false,
            current.exportable(),
            current.releasePolicy());
    key.put(next);
    return Answer.ok(json.bundle(key.name(), next, call.version()));
  }

  /** Refuses operations by Microsoft's "External key lifecycle in Managed HSM". */
  private static void refuseExternal(VaultObject<KeyVersion, RotationPolicy> key, String operation)
      throws ServiceException {
    if (key.versions().stream().anyMatch(version -> version.externalKey() != null)) {
      throw ServiceException.forbidden(
          null, "Operation %s is not supported for an external key.".formatted(operation));
    }
  }

  private Answer getPolicy(Call call) throws ServiceException {
    VaultObject<KeyVersion, RotationPolicy> key = softDelete.live(call);
    RotationPolicy policy = key.extra();
    return Answer.ok(policy == null ? neverSet() : policy(key.name(), policy));
  }

  /** Writes the policy of a key that never got one. */
  private ObjectNode neverSet() {
    ObjectNode node = Json.object();
    if (state.settings().managedHsm()) {
      node.putObject("attributes").put("created", 0).put("expiryTime", "").put("updated", 0);
      node.put("id", "");
    } else {
      putActions(node, List.of(NOTIFY));
      node.putNull("attributes");
    }
    return node;
  }

  private Answer setPolicy(Call call) throws ServiceException {
    Body body = Body.of(call.request(), "id", "lifetimeActions", "attributes");
    VaultObject<KeyVersion, RotationPolicy> key = softDelete.live(call);
    RotationPolicy policy = read(body, key.extra());
    key.extra(policy);
    return Answer.ok(policy(key.name(), policy));
  }

  private RotationPolicy read(Body body, RotationPolicy existing) throws ServiceException {
    List<LifetimeAction> actions = new ArrayList<>();
    List<Body> asked = body.objects("lifetimeActions", "trigger", "action");
    for (Body one : asked == null ? List.<Body>of() : asked) {
      Body trigger = one.object("trigger", "timeAfterCreate", "timeBeforeExpiry");
      Body action = one.object("action", "type");
      if (trigger == null || action == null) {
        throw Body.invalid("lifetimeActions");
      }
      actions.add(action(action.required("type"), trigger));
    }
    boolean notifies = actions.stream().anyMatch(action -> action.type().equals("Notify"));
    if (!notifies && !state.settings().managedHsm()) {
      actions.add(NOTIFY);
    }
    Body attributes = body.object("attributes", "expiryTime", "created", "updated");
    String expiry = attributes == null ? null : attributes.text("expiryTime");
    if (expiry != null && days(expiry, "expiryTime") < LEAST_EXPIRY_DAYS) {
      throw ServiceException.badParameter(
          "Property expiryTime has invalid value: it must be at least P28D");
    }
    long now = state.settings().nowSeconds();
    return new RotationPolicy(actions, expiry, existing == null ? now : existing.created(), now);
  }

  private static LifetimeAction action(String type, Body trigger) throws ServiceException {
    String name =
        switch (type.toLowerCase(Locale.ROOT)) {
          case "rotate" -> "Rotate";
          case "notify" -> "Notify";
          default -> throw Body.invalid("lifetimeActions");
        };
    String after = trigger.text("timeAfterCreate");
    String before = trigger.text("timeBeforeExpiry");
    if ((after == null) == (before == null)) {
      throw Body.invalid("lifetimeActions");
    }
    String time = after == null ? before : after;
    if (days(time, "lifetimeActions") < LEAST_ACTION_DAYS) {
      throw ServiceException.badParameter(
          "Property lifetimeActions has invalid value: a trigger must be at least P7D");
    }
    return new LifetimeAction(name, after, before);
  }

  private static long days(String duration, String member) throws ServiceException {
    try {
      LocalDate end = LocalDate.EPOCH.plus(Period.parse(duration));
      if (end.getYear() <= LATEST_YEAR) {
        return ChronoUnit.DAYS.between(LocalDate.EPOCH, end);
      }
    } catch (DateTimeException | ArithmeticException malformed) {
      throw Body.invalid(member);
    }
    throw Body.invalid(member);
  }

  private ObjectNode policy(String name, RotationPolicy policy) {
    ObjectNode node = Json.object();
    node.put("id", "%s/keys/%s/rotationpolicy".formatted(state.baseUri(), name));
    putActions(node, policy.lifetimeActions());
    ObjectNode attributes = node.putObject("attributes");
    if (policy.expiryTime() != null) {
      attributes.put("expiryTime", policy.expiryTime());
    }
    attributes.put("created", policy.created());
    attributes.put("updated", policy.updated());
    return node;
  }

  private static void putActions(ObjectNode node, List<LifetimeAction> actions) {
    ArrayNode array = node.putArray("lifetimeActions");
    for (LifetimeAction action : actions) {
      ObjectNode one = array.addObject();
      ObjectNode trigger = one.putObject("trigger");
      if (action.timeAfterCreate() != null) {
        trigger.put("timeAfterCreate", action.timeAfterCreate());
      } else {
        trigger.put("timeBeforeExpiry", action.timeBeforeExpiry());
      }
      one.putObject("action").put("type", action.type());
    }
  }

  private Answer release(Call call) throws ServiceException {
    Body body = Body.of(call.request(), "target", "nonce", "enc");
    String token = body.required("target");
    String enc = body.has("enc") ? body.required("enc") : "CKM_RSA_AES_KEY_WRAP";
    if (!RsaAesKeyWrap.isAlgorithm(enc)) {
      throw Body.invalid("enc");
    }
    VaultObject<KeyVersion, RotationPolicy> key = softDelete.live(call);
    KeyVersion version = softDelete.version(key, call);
    if (version.releasePolicy() == null) {
      throw ServiceException.forbidden(
          "KeyOperationForbidden", "Operation release is not permitted on this key.");
    }
    if (!version.attributes().enabled()) {
      throw ServiceException.forbidden(
          "KeyDisabled", "Operation release is not allowed on a disabled key.");
    }
    AttestedTarget target = AttestedTarget.of(token, state.settings().nowSeconds());
    target.require(policy(version.releasePolicy()));
    ObjectNode bundle = json.bundle(key.name(), version, call.version());
    ObjectNode node = Json.object();
    node.put("value", release.of(bundle, version, target, enc, body.text("nonce"), call.version()));
    return Answer.ok(node);
  }

  /** Decodes a policy, which clients send in either base64 alphabet. */
  private static byte[] policy(ReleasePolicy policy) {
    return Base64.getUrlDecoder().decode(policy.data().replace('+', '-').replace('/', '_'));
  }

  private Answer attestation(Call call) throws ServiceException {
    VaultObject<KeyVersion, RotationPolicy> key = softDelete.live(call);
    KeyVersion version = softDelete.version(key, call);
    ObjectNode bundle = json.bundle(key.name(), version, call.version());
    if (state.settings().managedHsm()) {
      ((ObjectNode) bundle.get("attributes"))
          .set("attestation", attestations.of(key.name(), version));
    }
    return Answer.ok(bundle);
  }
}
