package io.vaultjca.embedded.service;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vaultjca.embedded.store.Attributes;
import io.vaultjca.embedded.store.ObjectCollection.Occupied;
import io.vaultjca.embedded.store.SasDefinition;
import io.vaultjca.embedded.store.SecretVersion;
import io.vaultjca.embedded.store.StorageAccount;
import io.vaultjca.embedded.store.VaultObject;
import io.vaultjca.embedded.store.VaultState;
import io.vaultjca.embedded.store.VaultState.SasDefinitions;
import io.vaultjca.embedded.store.VaultState.SasSecret;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Definitions of shared access signatures (SAS) of a storage account. Each has a secret in the
 * vault that returns its tokens, and is deleted and recovered with it; all are deleted and
 * recovered with the account.
 */
final class SasResource {
  private static final Pattern NAME = Pattern.compile("[0-9a-zA-Z]{1,102}");
  private static final Set<String> TYPES = Set.of("account", "service");

  private final VaultState state;
  private final NameRules names;
  private final Page page;

  /** An operation on a definition of a live account. */
  @FunctionalInterface
  private interface OfAccount {
    Answer perform(Place place) throws ServiceException;
  }

  /**
   * The target of a call.
   *
   * @param call the call with the definition as its name, instead of the account
   */
  private record Place(
      Call call,
      VaultObject<StorageAccount, SasDefinitions> account,
      SoftDelete<SasDefinition, SasSecret> softDelete) {
    VaultObject<SasDefinition, SasSecret> live() throws ServiceException {
      return softDelete.live(call);
    }
  }

  SasResource(VaultState state, Page page) {
    this.state = state;
    this.page = page;
    this.names = new NameRules(state);
  }

  List<Route> routes() {
    String one = "storage/{name}/sas/{sas}";
    String deleted = "deletedstorage/{name}/sas/{sas}";
    return List.of(
        route("GET", "storage/{name}/sas", "listsas", "sas/read", this::list),
        route("GET", "deletedstorage/{name}/sas", "listdeletedsas", "sas/read", this::listDeleted)
            .permittedBy("storage/listsas"),
        route("GET", one, "getsas", "sas/read", this::get),
        route("PUT", one, "setsas", "sas/set/action", this::set),
        route("PATCH", one, "updatesas", "sas/set/action", this::update)
            .permittedBy("storage/setsas"),
        route("DELETE", one, "deletesas", "sas/delete", this::delete),
        route("GET", deleted, "getdeletedsas", "sas/read", this::getDeleted)
            .permittedBy("storage/getsas"),
        route("POST", deleted + "/recover", "recoversas", "recover/action", this::recover)
            .permittedBy("storage/recover"));
  }

  private Route route(
      String method, String pattern, String operation, String action, OfAccount then) {
    return StorageResource.route(
        method, pattern, operation, action, call -> then.perform(place(call)));
  }

  private Place place(Call call) throws ServiceException {
    String name = call.name();
    // A deleted account shows the definitions that were deleted before it.
    boolean deleted =
        call.request().method().equals("GET")
            && call.request().path().get(0).equalsIgnoreCase(Kind.STORAGE_ACCOUNTS.deletedPlural());
    Optional<VaultObject<StorageAccount, SasDefinitions>> account = state.storage().live(name);
    if (account.isEmpty() && deleted) {
      account = state.storage().deleted(name);
    }
    if (account.isEmpty()) {
      throw ServiceException.notFound(Kind.STORAGE_ACCOUNTS, name);
    }
    String sas = call.parameters().get("sas");
    if (sas != null && !NAME.matcher(sas).matches()) {
      throw ServiceException.badParameter("The request URI contains an invalid name: " + sas)
          .about("sas");
    }
    return new Place(
        new Call(call.request(), call.version(), sas == null ? Map.of() : Map.of("name", sas)),
        account.get(),
        new SoftDelete<>(
            Kind.SAS_DEFINITIONS,
            account.get().extra().byName(),
            state.settings(),
            "%s/deletedstorage/%s".formatted(state.baseUri(), account.get().name())));
  }

  private Answer set(Place place) throws ServiceException {
    Body body =
        Body.of(
            place.call().request(),
            "templateUri",
            "sasType",
            "validityPeriod",
            "attributes",
            "tags");
    body.required("templateUri");
    body.required("sasType");
    body.required("validityPeriod");
    long now = state.settings().nowSeconds();
    SasDefinition definition =
        changed(
            new SasDefinition("", "", "", Attributes.created(true, null, null, now), null), body);
    VaultObject<SasDefinition, SasSecret> object;
    synchronized (state.names()) {
      Optional<Occupied> occupied = place.account().extra().byName().occupied(place.call().name());
      if (occupied.isPresent()) {
        throw ServiceException.occupied(Kind.SAS_DEFINITIONS, place.call().name(), occupied.get());
      }
      checkName(place.account().name(), place.call().name());
      object = add(place.account(), place.call().name(), definition);
    }
    return Answer.ok(bundle(place.account(), object));
  }

  private Answer update(Place place) throws ServiceException {
    Body body =
        Body.of(
            place.call().request(),
            "templateUri",
            "sasType",
            "validityPeriod",
            "attributes",
            "tags");
    VaultObject<SasDefinition, SasSecret> object = place.live();
    synchronized (state.names()) {
      object.put(changed(object.current().orElseThrow(), body));
      publish(place.account(), object);
    }
    return Answer.ok(bundle(place.account(), object));
  }

  /** Applies a body to a definition. */
  private SasDefinition changed(SasDefinition existing, Body body) throws ServiceException {
    String type = body.has("sasType") ? body.required("sasType") : existing.sasType();
    if (!TYPES.contains(type.toLowerCase(Locale.ROOT))) {
      throw Body.invalid("sasType");
    }
    String period = SasTokens.period(body, "validityPeriod");
    Map<String, String> tags = body.tags();
    return new SasDefinition(
        body.has("templateUri") ? body.required("templateUri") : existing.templateUri(),
        type,
        period == null ? existing.validityPeriod() : period,
        StorageResource.attributes(body, existing.attributes(), state.settings().nowSeconds()),
        tags == null ? existing.tags() : tags);
  }

  /** Refuses a name whose secret would have a name that is taken. */
  void checkName(String account, String sas) throws ServiceException {
    names.checkForSasDefinition(secretName(account, sas));
  }

  /** Adds or replaces a definition; the caller must hold the lock of the names. */
  VaultObject<SasDefinition, SasSecret> add(
      VaultObject<StorageAccount, SasDefinitions> account, String name, SasDefinition definition) {
    VaultObject<SasDefinition, SasSecret> object = account.extra().byName().add(name, definition);
    publish(account, object);
    return object;
  }

  /** Returns the definitions that are not deleted, regardless of the account. */
  Stream<VaultObject<SasDefinition, SasSecret>> live(
      VaultObject<StorageAccount, SasDefinitions> account) {
    return account.extra().byName().liveFrom("");
  }

  /** Returns all definitions, including deleted ones. */
  Stream<VaultObject<SasDefinition, SasSecret>> all(
      VaultObject<StorageAccount, SasDefinitions> account) {
    return Stream.concat(live(account), account.extra().byName().deletedFrom(""));
  }

  /** Updates the secrets of an account. */
  void publishAll(VaultObject<StorageAccount, SasDefinitions> account) {
    live(account).forEach(definition -> publish(account, definition));
  }

  private void publish(
      VaultObject<StorageAccount, SasDefinitions> account,
      VaultObject<SasDefinition, SasSecret> object) {
    SasDefinition definition = object.current().orElseThrow();
    Attributes attributes = definition.attributes();
    boolean enabled =
        attributes.enabled() && account.current().orElseThrow().attributes().enabled();
    SecretVersion secret =
        SecretVersion.ofSasDefinition(
            () -> SasTokens.of(account.current().orElseThrow(), definition, state.settings().now()),
            attributes.update(enabled, null, null, attributes.updated()),
            definition.tags());
    String name = secretName(account.name(), object.name());
    object.extra(new SasSecret(state.secrets().add(name, secret)));
  }

  private static String secretName(String account, String sas) {
    return account + "-" + sas;
  }

  private Answer get(Place place) throws ServiceException {
    return Answer.ok(bundle(place.account(), place.live()));
  }

  private Answer list(Place place) throws ServiceException {
    return page.of(
        place.call(),
        place.account().extra().byName()::liveFrom,
        VaultObject::name,
        object -> item(place.account(), object));
  }

  private Answer listDeleted(Place place) throws ServiceException {
    return page.of(
        place.call(),
        place.account().extra().byName()::deletedFrom,
        VaultObject::name,
        object -> place.softDelete().deletion(object, item(place.account(), object)));
  }

  private Answer getDeleted(Place place) throws ServiceException {
    VaultObject<SasDefinition, SasSecret> object = place.softDelete().deleted(place.call());
    return Answer.ok(place.softDelete().deletion(object, bundle(place.account(), object)));
  }

  private Answer delete(Place place) throws ServiceException {
    VaultObject<SasDefinition, SasSecret> object = place.live();
    synchronized (state.names()) {
      place.account().extra().byName().delete(object);
      state.secrets().delete(object.extra().secret());
    }
    return Answer.ok(place.softDelete().deletion(object, bundle(place.account(), object)));
  }

  private Answer recover(Place place) throws ServiceException {
    VaultObject<SasDefinition, SasSecret> object = place.softDelete().deleted(place.call());
    synchronized (state.names()) {
      place.account().extra().byName().recover(object);
      state.secrets().recover(object.extra().secret());
    }
    return Answer.ok(bundle(place.account(), object));
  }

  private ObjectNode bundle(
      VaultObject<StorageAccount, SasDefinitions> account,
      VaultObject<SasDefinition, SasSecret> object) {
    SasDefinition definition = object.current().orElseThrow();
    ObjectNode bundle = Json.object();
    begin(bundle, account, object);
    bundle.put("templateUri", definition.templateUri());
    bundle.put("sasType", definition.sasType());
    bundle.put("validityPeriod", definition.validityPeriod());
    end(bundle, definition);
    return bundle;
  }

  private ObjectNode item(
      VaultObject<StorageAccount, SasDefinitions> account,
      VaultObject<SasDefinition, SasSecret> object) {
    ObjectNode item = Json.object();
    begin(item, account, object);
    end(item, object.current().orElseThrow());
    return item;
  }

  private void begin(
      ObjectNode node,
      VaultObject<StorageAccount, SasDefinitions> account,
      VaultObject<SasDefinition, SasSecret> object) {
    node.put(
        "id", "%s/storage/%s/sas/%s".formatted(state.baseUri(), account.name(), object.name()));
    node.put(
        "sid",
        "%s/secrets/%s".formatted(state.baseUri(), secretName(account.name(), object.name())));
  }

  private void end(ObjectNode node, SasDefinition definition) {
    node.set("attributes", KeyJson.attributes(definition.attributes(), state.settings()));
    Backup.put(node, definition.tags());
  }
}
