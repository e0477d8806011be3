package io.vaultjca.embedded.service;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vaultjca.embedded.crypto.SharedKey;
import io.vaultjca.embedded.store.Attributes;
import io.vaultjca.embedded.store.ObjectCollection.Occupied;
import io.vaultjca.embedded.store.SasDefinition;
import io.vaultjca.embedded.store.StorageAccount;
import io.vaultjca.embedded.store.VaultObject;
import io.vaultjca.embedded.store.VaultState;
import io.vaultjca.embedded.store.VaultState.SasDefinitions;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Storage accounts whose keys the vault manages, as the specification's {@code storage.json}
 * defines them up to the API version 2026-01-01-preview. The vault generates their keys itself.
 */
final class StorageResource {
  /** Limits the length, so that an account's and a definition's name form one of a secret. */
  private static final Pattern NAME = Pattern.compile("[0-9a-zA-Z]{1,24}");

  private static final Pattern RESOURCE_ID =
      Pattern.compile(
          "/subscriptions/[^/]+/resourceGroups/[^/]+/providers/Microsoft\\.(Classic)?Storage/storageAccounts/[^/]+",
          Pattern.CASE_INSENSITIVE);
  private static final List<String> KEYS = List.of("key1", "key2");

  /** The keys of a classic account. */
  private static final List<String> CLASSIC_KEYS = List.of("primary", "secondary");

  private final VaultState state;
  private final Page page;
  private final SasResource sas;
  private final SoftDelete<StorageAccount, SasDefinitions> softDelete;

  StorageResource(VaultState state, Page page, SasResource sas) {
    this.state = state;
    this.page = page;
    this.sas = sas;
    this.softDelete =
        new SoftDelete<>(Kind.STORAGE_ACCOUNTS, state.storage(), state.settings(), state.baseUri());
  }

  List<Route> routes() {
    return List.of(
        route("POST", "storage/restore", "restore", "restore/action", this::restore),
        route("GET", "storage", "list", "read", this::list),
        route("GET", "storage/{name}", "get", "read", this::get),
        route("PUT", "storage/{name}", "set", "set/action", this::set),
        route("PATCH", "storage/{name}", "update", "set/action", this::update),
        route("DELETE", "storage/{name}", "delete", "delete", this::delete),
        route("POST", "storage/{name}/backup", "backup", "backup/action", this::backup),
        route(
            "POST",
            "storage/{name}/regeneratekey",
            "regeneratekey",
            "regeneratekey/action",
            this::regenerateKey),
        route("GET", "deletedstorage", "listdeleted", "read", this::listDeleted)
            .permittedBy("storage/list"),
        route("GET", "deletedstorage/{name}", "getdeleted", "read", this::getDeleted)
            .permittedBy("storage/get"),
        route("POST", "deletedstorage/{name}/recover", "recover", "recover/action", this::recover),
        route("DELETE", "deletedstorage/{name}", "purge", "purge/action", this::purge));
  }

  /** Creates a route that only the API versions with storage accounts have. */
  static Route route(
      String method, String pattern, String operation, String action, Route.Action then) {
    return Route.of(
        method,
        pattern,
        "storage/" + operation,
        "storageaccounts/" + action,
        call -> {
          if (!call.version().hasStorage()) {
            throw VaultService.noResource(call.request());
          }
          String name = call.parameters().get("name");
          if (name != null && !NAME.matcher(name).matches()) {
            throw ServiceException.badParameter("The request URI contains an invalid name: " + name)
                .about("name");
          }
          return then.perform(call);
        });
  }

  private Answer set(Call call) throws ServiceException {
    Body body =
        Body.of(
            call.request(),
            "resourceId",
            "activeKeyName",
            "autoRegenerateKey",
            "regenerationPeriod",
            "attributes",
            "tags");
    String resourceId = body.required("resourceId");
    if (!RESOURCE_ID.matcher(resourceId).matches()) {
      throw Body.invalid("resourceId");
    }
    if (body.bool("autoRegenerateKey") == null) {
      throw Body.missing("autoRegenerateKey");
    }
    long now = state.settings().nowSeconds();
    String activeKeyName = body.required("activeKeyName");
    boolean auto = body.bool("autoRegenerateKey");
    String period = SasTokens.period(body, "regenerationPeriod");
    Attributes attributes = attributes(body, Attributes.created(true, null, null, now), now);
    Map<String, String> tags = body.tags();
    VaultObject<StorageAccount, SasDefinitions> object;
    synchronized (state.names()) {
      checkNotOccupied(call.name());
      Optional<VaultObject<StorageAccount, SasDefinitions>> existing =
          state.storage().live(call.name());
      Map<String, String> keys =
          existing
              .flatMap(VaultObject::current)
              .filter(account -> account.resourceId().equalsIgnoreCase(resourceId))
              .map(StorageAccount::keys)
              .orElseGet(() -> newKeys(resourceId));
      StorageAccount account =
          checked(
              new StorageAccount(resourceId, activeKeyName, auto, period, keys, attributes, tags));
      object =
          state
              .storage()
              .add(
                  call.name(),
                  existing.isPresent() ? null : state.noSasDefinitions(),
                  List.of(account));
      sas.publishAll(object);
    }
    return Answer.ok(bundle(object));
  }

  private Answer update(Call call) throws ServiceException {
    Body body =
        Body.of(
            call.request(),
            "activeKeyName",
            "autoRegenerateKey",
            "regenerationPeriod",
            "attributes",
            "tags");
    VaultObject<StorageAccount, SasDefinitions> object = softDelete.live(call);
    synchronized (state.names()) {
      StorageAccount existing = object.current().orElseThrow();
      Boolean auto = body.bool("autoRegenerateKey");
      String period = SasTokens.period(body, "regenerationPeriod");
      Map<String, String> tags = body.tags();
      put(
          object,
          new StorageAccount(
              existing.resourceId(),
              body.has("activeKeyName") ? body.required("activeKeyName") : existing.activeKeyName(),
              auto == null ? existing.autoRegenerateKey() : auto,
              period == null ? existing.regenerationPeriod() : period,
              existing.keys(),
              attributes(body, existing.attributes(), state.settings().nowSeconds()),
              tags == null ? existing.tags() : tags));
    }
    return Answer.ok(bundle(object));
  }

  /** Regenerates a key, which becomes the active one. */
  private Answer regenerateKey(Call call) throws ServiceException {
    Body body = Body.of(call.request(), "keyName");
    String keyName = body.required("keyName");
    VaultObject<StorageAccount, SasDefinitions> object = softDelete.live(call);
    synchronized (state.names()) {
      StorageAccount existing = object.current().orElseThrow();
      if (!existing.keys().containsKey(key(keyName))) {
        throw Body.invalid("keyName");
      }
      Map<String, String> keys = new LinkedHashMap<>(existing.keys());
      keys.put(key(keyName), SharedKey.generate());
      put(
          object,
          new StorageAccount(
              existing.resourceId(),
              keyName,
              existing.autoRegenerateKey(),
              existing.regenerationPeriod(),
              Map.copyOf(keys),
              existing.attributes().update(null, null, null, state.settings().nowSeconds()),
              existing.tags()));
    }
    return Answer.ok(bundle(object));
  }

  private void put(VaultObject<StorageAccount, SasDefinitions> object, StorageAccount changed)
      throws ServiceException {
    object.put(checked(changed));
    sas.publishAll(object);
  }

  /** Refuses members that are valid alone but not in combination. */
  private static StorageAccount checked(StorageAccount account) throws ServiceException {
    if (!account.keys().containsKey(key(account.activeKeyName()))) {
      throw Body.invalid("activeKeyName");
    }
    if (account.autoRegenerateKey() && account.regenerationPeriod() == null) {
      throw Body.missing("regenerationPeriod");
    }
    return account;
  }

  private static Map<String, String> newKeys(String resourceId) {
    boolean classic = resourceId.toLowerCase(Locale.ROOT).contains("/microsoft.classicstorage/");
    Map<String, String> keys = new LinkedHashMap<>();
    (classic ? CLASSIC_KEYS : KEYS).forEach(name -> keys.put(name, SharedKey.generate()));
    return Map.copyOf(keys);
  }

  /** Normalizes the name of a key; names ignore case. */
  static String key(String name) {
    return name.toLowerCase(Locale.ROOT);
  }

  /** Applies the attributes of a body; only {@code enabled} can be changed. */
  static Attributes attributes(Body body, Attributes existing, long now) throws ServiceException {
    Body asked =
        body.object(
            "attributes", "enabled", "created", "updated", "recoveryLevel", "recoverableDays");
    return existing.update(asked == null ? null : asked.bool("enabled"), null, null, now);
  }

  private void checkNotOccupied(String name) throws ServiceException {
    Optional<Occupied> occupied = state.storage().occupied(name);
    if (occupied.isPresent()) {
      throw ServiceException.occupied(Kind.STORAGE_ACCOUNTS, name, occupied.get());
    }
  }

  private Answer get(Call call) throws ServiceException {
    return Answer.ok(bundle(softDelete.live(call)));
  }

  private Answer list(Call call) throws ServiceException {
    return page.of(call, state.storage()::liveFrom, VaultObject::name, this::item);
  }

  private Answer listDeleted(Call call) throws ServiceException {
    return page.of(
        call,
        state.storage()::deletedFrom,
        VaultObject::name,
        object -> softDelete.deletion(object, item(object)));
  }

  private Answer getDeleted(Call call) throws ServiceException {
    VaultObject<StorageAccount, SasDefinitions> object = softDelete.deleted(call);
    return Answer.ok(softDelete.deletion(object, bundle(object)));
  }

  private Answer delete(Call call) throws ServiceException {
    VaultObject<StorageAccount, SasDefinitions> object = softDelete.live(call);
    synchronized (state.names()) {
      state.storage().delete(object);
      sas.live(object).forEach(definition -> state.secrets().delete(definition.extra().secret()));
    }
    return Answer.ok(softDelete.deletion(object, bundle(object)));
  }

  private Answer recover(Call call) throws ServiceException {
    VaultObject<StorageAccount, SasDefinitions> object = softDelete.deleted(call);
    synchronized (state.names()) {
      state.storage().recover(object);
      sas.live(object).forEach(definition -> state.secrets().recover(definition.extra().secret()));
    }
    return Answer.ok(bundle(object));
  }

  private Answer purge(Call call) throws ServiceException {
    VaultObject<StorageAccount, SasDefinitions> object = softDelete.deleted(call);
    softDelete.checkPurge();
    synchronized (state.names()) {
      state.storage().purge(object);
      sas.all(object).forEach(definition -> state.secrets().purge(definition.extra().secret()));
    }
    return Answer.noContent();
  }

  /** Backs up the account and its SAS definitions. */
  private Answer backup(Call call) throws ServiceException {
    VaultObject<StorageAccount, SasDefinitions> object = softDelete.live(call);
    StorageAccount account = object.current().orElseThrow();
    ObjectNode document = Json.object();
    document.put("name", object.name());
    document.put("resourceId", account.resourceId());
    document.put("activeKeyName", account.activeKeyName());
    document.put("autoRegenerateKey", account.autoRegenerateKey());
    document.put("regenerationPeriod", account.regenerationPeriod());
    document.set("keys", Json.object(account.keys()));
    document.set("attributes", Backup.write(account.attributes()));
    Backup.put(document, account.tags());
    ArrayNode definitions = document.putArray("sas");
    sas.live(object)
        .forEach(
            definition -> {
              SasDefinition one = definition.current().orElseThrow();
              ObjectNode node = definitions.addObject();
              node.put("name", definition.name());
              node.put("templateUri", one.templateUri());
              node.put("sasType", one.sasType());
              node.put("validityPeriod", one.validityPeriod());
              node.set("attributes", Backup.write(one.attributes()));
              Backup.put(node, one.tags());
            });
    return Backup.seal(Kind.STORAGE_ACCOUNTS, document);
  }

  private Answer restore(Call call) throws ServiceException {
    JsonNode document = Backup.open(Kind.STORAGE_ACCOUNTS, call);
    String name = document.get("name").asText();
    Map<String, String> keys = new LinkedHashMap<>();
    document
        .get("keys")
        .properties()
        .forEach(key -> keys.put(key.getKey(), key.getValue().asText()));
    StorageAccount account =
        new StorageAccount(
            document.get("resourceId").asText(),
            document.get("activeKeyName").asText(),
            document.get("autoRegenerateKey").asBoolean(),
            document.get("regenerationPeriod").textValue(),
            Map.copyOf(keys),
            Backup.readAttributes(document.get("attributes")),
            Backup.readTags(document));
    VaultObject<StorageAccount, SasDefinitions> object;
    synchronized (state.names()) {
      if (state.storage().live(name).isPresent()) {
        throw Backup.alreadyExists(Kind.STORAGE_ACCOUNTS, name);
      }
      checkNotOccupied(name);
      for (JsonNode one : document.get("sas")) {
        sas.checkName(name, one.get("name").asText());
      }
      object = state.storage().add(name, state.noSasDefinitions(), List.of(account));
      for (JsonNode one : document.get("sas")) {
        sas.add(
            object,
            one.get("name").asText(),
            new SasDefinition(
                one.get("templateUri").asText(),
                one.get("sasType").asText(),
                one.get("validityPeriod").asText(),
                Backup.readAttributes(one.get("attributes")),
                Backup.readTags(one)));
      }
    }
    return Answer.ok(bundle(object));
  }

  private ObjectNode bundle(VaultObject<StorageAccount, SasDefinitions> object) {
    StorageAccount account = object.current().orElseThrow();
    ObjectNode bundle = Json.object();
    begin(bundle, object);
    bundle.put("activeKeyName", account.activeKeyName());
    bundle.put("autoRegenerateKey", account.autoRegenerateKey());
    if (account.regenerationPeriod() != null) {
      bundle.put("regenerationPeriod", account.regenerationPeriod());
    }
    end(bundle, account);
    return bundle;
  }

  private ObjectNode item(VaultObject<StorageAccount, SasDefinitions> object) {
    ObjectNode item = Json.object();
    begin(item, object);
    end(item, object.current().orElseThrow());
    return item;
  }

  private void begin(ObjectNode node, VaultObject<StorageAccount, SasDefinitions> object) {
    node.put("id", "%s/storage/%s".formatted(state.baseUri(), object.name()));
    node.put("resourceId", object.current().orElseThrow().resourceId());
  }

  private void end(ObjectNode node, StorageAccount account) {
    node.set("attributes", KeyJson.attributes(account.attributes(), state.settings()));
    Backup.put(node, account.tags());
  }
}
