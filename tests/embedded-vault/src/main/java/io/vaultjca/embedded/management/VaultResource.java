package io.vaultjca.embedded.management;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vaultjca.embedded.service.Json;
import io.vaultjca.embedded.store.Settings;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** The operations on vaults. A vault's name is taken until the vault is purged. Thread-safe. */
final class VaultResource {
  private static final Pattern NAME =
      Pattern.compile("(?!.*--)[a-zA-Z][a-zA-Z0-9-]{1,22}[a-zA-Z0-9]");
  private static final Pattern LOCATION = Pattern.compile("[a-z0-9]{1,64}");
  private static final String FILTER = "resourceType eq '" + ManagementService.TYPE + "'";
  private static final String NAME_RULE =
      "A vault's name must be between 3-24 alphanumeric characters. The name must begin with a letter, end with a letter or digit, and not contain consecutive hyphens.";

  /** The first version in which Azure RBAC is the default. */
  private static final String RBAC_BY_DEFAULT = "2026-02-01";

  private final Map<String, ManagedVault> vaults = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
  private final Settings settings;
  private final LongOperations operations;
  private final VaultLists lists;

  VaultResource(Settings settings, LongOperations operations, VaultLists lists) {
    this.settings = settings;
    this.operations = operations;
    this.lists = lists;
  }

  List<ArmRoute> routes() {
    String subscription = "subscriptions/{subscription}";
    String provider = subscription + "/providers/Microsoft.KeyVault";
    String group = subscription + "/resourceGroups/{group}/providers/Microsoft.KeyVault/vaults";
    String vault = group + "/{vault}";
    String deleted = provider + "/locations/{location}/deletedVaults/{vault}";
    String location = provider + "/locations/{location}";
    return List.of(
        ArmRoute.of(
            "POST",
            provider + "/checkNameAvailability",
            "checkNameAvailability",
            "checkNameAvailability/read",
            this::checkName),
        ArmRoute.of("PUT", vault, "createOrUpdate", "vaults/write", this::createOrUpdate),
        ArmRoute.of("PATCH", vault, "update", "vaults/write", this::update),
        ArmRoute.of("GET", vault, "get", "vaults/read", this::get),
        ArmRoute.of("DELETE", vault, "delete", "vaults/delete", this::delete),
        ArmRoute.of(
            "PUT",
            vault + "/accessPolicies/{kind}",
            "updateAccessPolicy",
            "vaults/accessPolicies/write",
            this::updateAccessPolicy),
        ArmRoute.of("GET", group, "listByResourceGroup", "vaults/read", this::listByResourceGroup),
        ArmRoute.of(
            "GET",
            provider + "/vaults",
            "listBySubscription",
            "vaults/read",
            call -> lists.page(call, live(), this::json)),
        ArmRoute.of("GET", subscription + "/resources", "list", "vaults/read", this::list),
        ArmRoute.of(
            "GET",
            provider + "/deletedVaults",
            "listDeleted",
            "deletedVaults/read",
            call -> lists.page(call, allDeleted(), ManagedVault::deletedJson)),
        ArmRoute.of(
            "GET",
            deleted,
            "getDeleted",
            "locations/deletedVaults/read",
            call -> ArmAnswer.ok(deleted(call).deletedJson())),
        ArmRoute.of(
            "POST",
            deleted + "/purge",
            "purgeDeleted",
            "locations/deletedVaults/purge/action",
            this::purge),
        ArmRoute.of(
            "GET",
            location + "/operationResults/{id}",
            "operationResult",
            "locations/operationResults/read",
            call -> operations.result(call, settings.now())),
        ArmRoute.of(
            "GET",
            location + "/operationStatuses/{id}",
            "operationStatus",
            "locations/operationResults/read",
            call -> operations.status(call, settings.now())));
  }

  /** Adds a vault without a request. */
  synchronized void plant(ManagedVault vault) {
    vaults.put(vault.name(), vault);
  }

  private synchronized ArmAnswer checkName(ArmCall call) throws ArmException {
    ArmBody body = ArmBody.of(call.request(), "name", "type");
    String name = body.required("name");
    if (!body.required("type").equals(ManagementService.TYPE)) {
      throw ArmException.invalid("type");
    }
    ObjectNode answer = Json.object();
    boolean valid = NAME.matcher(name).matches();
    boolean taken = valid && find(name).isPresent();
    answer.put("nameAvailable", valid && !taken);
    if (!valid) {
      answer.put("reason", "AccountNameInvalid");
      answer.put("message", NAME_RULE);
    } else if (taken) {
      answer.put("reason", "AlreadyExists");
      answer.put("message", alreadyInUse(name));
    }
    return ArmAnswer.ok(answer);
  }

  private static String alreadyInUse(String name) {
    return "The vault name '%s' is already in use. Vault names are globally unique so it is possible that the name is already taken. If you are sure that the vault name was not taken then it is possible that a vault with the same name was recently deleted but not purged after being placed in a recoverable state."
        .formatted(name);
  }

  private synchronized ArmAnswer createOrUpdate(ArmCall call) throws ArmException {
    String name = call.vault();
    if (!NAME.matcher(name).matches()) {
      throw new ArmException(
          400,
          "VaultNameNotValid",
          "The vault name '%s' is invalid. %s".formatted(name, NAME_RULE));
    }
    ArmBody body = ArmBody.of(call.request(), "location", "tags", "properties");
    if (!body.has("location")) {
      throw new ArmException(
          400, "LocationRequired", "The location property is required for this definition.");
    }
    String location = ArmCall.location(body.required("location"));
    if (!LOCATION.matcher(location).matches()) {
      throw ArmException.invalid("location");
    }
    Map<String, String> tags = body.tags() == null ? Map.of() : body.tags();
    ArmBody given = VaultProperties.ofPut(body);
    Optional<ManagedVault> known = find(name);
    if (known.isPresent() && known.get().isDeleted()) {
      return recover(call, known.get(), given, location);
    }
    if (VaultProperties.recovers(given)) {
      throw ArmException.deletedNotFound(name);
    }
    boolean rbac = call.version().compareTo(RBAC_BY_DEFAULT) >= 0;
    Instant now = settings.now();
    if (known.isPresent()) {
      ManagedVault before = known.get();
      if (!before.group().equalsIgnoreCase(call.group())) {
        throw new ArmException(409, "VaultAlreadyExists", alreadyInUse(name));
      }
      if (!before.location().equals(location)) {
        throw new ArmException(
            409,
            "InvalidResourceLocation",
            "The resource '%s' already exists in location '%s' in resource group '%s'. A resource with the same name cannot be created in location '%s'. Please select a new resource name."
                .formatted(name, before.location(), before.group(), location));
      }
      ManagedVault after =
          before.changed(tags, VaultProperties.put(given, before.properties(), rbac), now);
      vaults.put(name, after);
      return ArmAnswer.ok(json(after));
    }
    ManagedVault made =
        new ManagedVault(
            call.group(),
            name,
            location,
            "https://%s.vault.azure.net".formatted(name),
            tags,
            VaultProperties.put(given, null, rbac),
            call.caller(),
            now,
            now,
            operations.over(now),
            null,
            null);
    vaults.put(name, made);
    Map<String, String> headers =
        operations.begin(
            call, location, now, false, again -> ArmAnswer.ok(json(live(name, made.group()))));
    return new ArmAnswer(201, json(made), headers);
  }

  private ArmAnswer recover(ArmCall call, ManagedVault deleted, ArmBody given, String location)
      throws ArmException {
    if (!VaultProperties.recovers(given)) {
      throw new ArmException(
          409,
          "ConflictError",
          "A vault with the same name already exists in deleted state. You need to either recover or purge existing key vault. Follow this link https://go.microsoft.com/fwlink/?linkid=2149745 for more information on soft delete.");
    }
    if (deleted.purged() != null
        || !deleted.location().equals(location)
        || !deleted.group().equalsIgnoreCase(call.group())) {
      throw ArmException.deletedNotFound(deleted.name());
    }
    ManagedVault recovered = deleted.with(null, null);
    vaults.put(recovered.name(), recovered);
    return ArmAnswer.ok(json(recovered));
  }

  private synchronized ArmAnswer update(ArmCall call) throws ArmException {
    ManagedVault before = live(call);
    ArmBody body = ArmBody.of(call.request(), "tags", "properties");
    ArmBody given = VaultProperties.ofPatch(body);
    Map<String, String> tags = body.tags();
    ObjectNode properties =
        given == null ? before.properties() : VaultProperties.patched(given, before.properties());
    ManagedVault after =
        before.changed(tags == null ? before.tags() : tags, properties, settings.now());
    vaults.put(after.name(), after);
    return ArmAnswer.ok(json(after));
  }

  private synchronized ArmAnswer get(ArmCall call) throws ArmException {
    return ArmAnswer.ok(json(live(call)));
  }

  private synchronized ArmAnswer delete(ArmCall call) {
    Optional<ManagedVault> known = find(call.vault()).filter(vault -> isIn(vault, call.group()));
    if (known.isEmpty()) {
      return ArmAnswer.empty(204);
    }
    vaults.put(known.get().name(), known.get().with(settings.now(), null));
    return ArmAnswer.empty(200);
  }

  private synchronized ArmAnswer updateAccessPolicy(ArmCall call) throws ArmException {
    String kind = call.parameters().get("kind");
    if (!List.of("add", "replace", "remove").contains(kind)) {
      throw ArmException.invalid("operationKind");
    }
    ManagedVault before = live(call);
    ArmBody given =
        ArmBody.of(call.request(), "properties").requiredObject("properties", "accessPolicies");
    ArrayNode change = AccessPolicies.of(given, before.properties().get("tenantId").textValue());
    if (change == null) {
      throw ArmException.invalid("accessPolicies");
    }
    ObjectNode properties = before.properties().deepCopy();
    ArrayNode policies = AccessPolicies.changed(properties.get("accessPolicies"), change, kind);
    properties.set("accessPolicies", policies);
    vaults.put(before.name(), before.changed(before.tags(), properties, settings.now()));
    ObjectNode answer = Json.object();
    answer.put("id", before.id() + "/accessPolicies/");
    answer.put("type", ManagementService.TYPE + "/accessPolicies");
    answer.putObject("properties").set("accessPolicies", policies);
    return ArmAnswer.ok(answer);
  }

  private ArmAnswer listByResourceGroup(ArmCall call) throws ArmException {
    List<ManagedVault> some = live().stream().filter(vault -> isIn(vault, call.group())).toList();
    return lists.page(call, some, this::json);
  }

  private ArmAnswer list(ArmCall call) throws ArmException {
    String filter = call.request().query().getOrDefault("$filter", "");
    if (!filter.equalsIgnoreCase(FILTER)) {
      throw new ArmException(
          400,
          "InvalidFilterInQueryString",
          "Invalid $filter '%s' specified in the query string. This vault knows %s alone."
              .formatted(filter, FILTER));
    }
    return lists.page(call, live(), ManagedVault::resource);
  }

  private synchronized ArmAnswer purge(ArmCall call) throws ArmException {
    ManagedVault vault = deleted(call);
    if (vault.isProtected()) {
      throw new ArmException(
          405, "MethodNotAllowed", "Operation 'DeletedVaultPurge' is not allowed.");
    }
    Instant now = settings.now();
    if (vault.purged() == null) {
      vaults.put(vault.name(), vault.with(vault.deleted(), operations.over(now)));
    }
    Map<String, String> headers =
        operations.begin(call, vault.location(), now, true, again -> ArmAnswer.empty(200));
    return new ArmAnswer(202, null, headers);
  }

  private ObjectNode json(ManagedVault vault) {
    return vault.json(settings.now());
  }

  private synchronized List<ManagedVault> live() {
    vaults.values().removeIf(vault -> vault.isGone(settings.now()));
    return vaults.values().stream().filter(vault -> !vault.isDeleted()).toList();
  }

  private synchronized List<ManagedVault> allDeleted() {
    vaults.values().removeIf(vault -> vault.isGone(settings.now()));
    return vaults.values().stream().filter(ManagedVault::isDeleted).toList();
  }

  private ManagedVault live(ArmCall call) throws ArmException {
    return live(call.vault(), call.group());
  }

  private synchronized ManagedVault live(String name, String group) throws ArmException {
    return find(name)
        .filter(vault -> isIn(vault, group))
        .orElseThrow(() -> ArmException.notFound(name, group));
  }

  private static boolean isIn(ManagedVault vault, String group) {
    return !vault.isDeleted() && vault.group().equalsIgnoreCase(group);
  }

  private synchronized ManagedVault deleted(ArmCall call) throws ArmException {
    String location = ArmCall.location(call.parameters().get("location"));
    return find(call.vault())
        .filter(vault -> vault.isDeleted() && vault.location().equals(location))
        .orElseThrow(() -> ArmException.deletedNotFound(call.vault()));
  }

  private Optional<ManagedVault> find(String name) {
    return Optional.ofNullable(vaults.get(name)).filter(vault -> !vault.isGone(settings.now()));
  }
}
