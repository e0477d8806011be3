package io.vaultjca.embedded.service;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vaultjca.embedded.store.CertificatePolicy.PlatformManaged;
import io.vaultjca.embedded.store.Settings;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;

/**
 * Certificate issuers and contacts, which are stored but never contacted. The password of an
 * issuer's account is not stored.
 */
final class IssuerResource {
  private final Settings settings;
  private final String baseUri;
  private final Page page;
  private final NavigableMap<String, Issuer> issuers =
      new ConcurrentSkipListMap<>(String.CASE_INSENSITIVE_ORDER);
  private volatile List<Contact> contacts = List.of();

  private record Contact(String email, String name, String phone) {}

  private record Administrator(String firstName, String lastName, String email, String phone) {}

  private record Issuer(
      String name,
      String provider,
      String accountId,
      String organisation,
      List<Administrator> administrators,
      boolean enabled,
      long created,
      long updated) {}

  IssuerResource(Settings settings, String baseUri, Page page) {
    this.settings = settings;
    this.baseUri = baseUri;
    this.page = page;
  }

  /** Must be tried before certificates: {@code issuers} and {@code contacts} look like names. */
  List<Route> routes() {
    return List.of(
        Route.of(
                "GET",
                "certificates/contacts",
                "certificates/getcontacts",
                "certificatecas/read",
                this::getContacts)
            .permittedBy("certificates/managecontacts"),
        Route.of(
                "PUT",
                "certificates/contacts",
                "certificates/setcontacts",
                "certificatecontacts/write",
                this::setContacts)
            .permittedBy("certificates/managecontacts"),
        Route.of(
                "DELETE",
                "certificates/contacts",
                "certificates/deletecontacts",
                "certificatecontacts/write",
                this::deleteContacts)
            .permittedBy("certificates/managecontacts"),
        Route.of(
                "GET",
                "certificates/issuers",
                "certificates/listissuers",
                "certificatecas/read",
                this::list)
            .permittedBy("certificates/listissuers", "certificates/manageissuers"),
        Route.of(
                "GET",
                "certificates/issuers/{name}",
                "certificates/getissuers",
                "certificatecas/read",
                this::get)
            .permittedBy("certificates/getissuers", "certificates/manageissuers"),
        Route.of(
                "PUT",
                "certificates/issuers/{name}",
                "certificates/setissuers",
                "certificatecas/write",
                this::set)
            .permittedBy("certificates/setissuers", "certificates/manageissuers"),
        Route.of(
                "PATCH",
                "certificates/issuers/{name}",
                "certificates/setissuers",
                "certificatecas/write",
                this::update)
            .permittedBy("certificates/setissuers", "certificates/manageissuers"),
        Route.of(
                "DELETE",
                "certificates/issuers/{name}",
                "certificates/deleteissuers",
                "certificatecas/delete",
                this::delete)
            .permittedBy("certificates/deleteissuers", "certificates/manageissuers"));
  }

  /** Refuses an issuer in a policy that does not exist. */
  void checkKnown(String name, ApiVersion api) throws ServiceException {
    boolean builtIn =
        name.equals("Self")
            || name.equals("Unknown")
            || (name.equals(PlatformManaged.ISSUER) && api.hasPlatformManaged());
    if (!builtIn && !issuers.containsKey(name)) {
      throw ServiceException.badParameter("Certificate issuer '" + name + "' was not found.");
    }
  }

  private Answer getContacts(Call call) throws ServiceException {
    return Answer.ok(contacts(known()));
  }

  private Answer setContacts(Call call) throws ServiceException {
    Body body = Body.of(call.request(), "id", "contacts");
    List<Body> asked = body.objects("contacts", "email", "name", "phone");
    if (asked == null) {
      throw Body.missing("contacts");
    }
    List<Contact> read = new ArrayList<>();
    for (Body one : asked) {
      read.add(new Contact(one.required("email"), one.text("name"), one.text("phone")));
    }
    contacts = List.copyOf(read);
    return Answer.ok(contacts(contacts));
  }

  private Answer deleteContacts(Call call) throws ServiceException {
    List<Contact> before = known();
    contacts = List.of();
    return Answer.ok(contacts(before));
  }

  private List<Contact> known() throws ServiceException {
    if (contacts.isEmpty()) {
      throw new ServiceException(404, "ContactsNotFound", null, "Contacts not found");
    }
    return contacts;
  }

  private ObjectNode contacts(List<Contact> listed) {
    ObjectNode node = Json.object();
    node.put("id", baseUri + "/certificates/contacts");
    ArrayNode array = node.putArray("contacts");
    for (Contact contact : listed) {
      ObjectNode one = array.addObject();
      one.put("email", contact.email());
      put(one, "name", contact.name());
      put(one, "phone", contact.phone());
    }
    return node;
  }

  private Answer list(Call call) throws ServiceException {
    return page.of(
        call,
        from -> (from.isEmpty() ? issuers : issuers.tailMap(from, true)).values().stream(),
        Issuer::name,
        issuer -> {
          ObjectNode item = Json.object();
          item.put("id", uri(issuer));
          item.put("provider", issuer.provider());
          return item;
        });
  }

  private Answer get(Call call) throws ServiceException {
    return Answer.ok(write(issuer(call)));
  }

  private Answer set(Call call) throws ServiceException {
    long now = settings.nowSeconds();
    Issuer issuer =
        read(call, new Issuer(call.name(), null, null, null, List.of(), true, now, now));
    if (issuer.provider() == null) {
      throw Body.missing("provider");
    }
    issuers.put(issuer.name(), issuer);
    return Answer.ok(write(issuer));
  }

  private Answer update(Call call) throws ServiceException {
    Issuer issuer = read(call, issuer(call));
    issuers.put(issuer.name(), issuer);
    return Answer.ok(write(issuer));
  }

  private Answer delete(Call call) throws ServiceException {
    Issuer issuer = issuer(call);
    issuers.remove(issuer.name());
    return Answer.ok(write(issuer));
  }

  private Issuer issuer(Call call) throws ServiceException {
    Issuer issuer = issuers.get(call.name());
    if (issuer == null) {
      throw new ServiceException(404, "CertificateIssuerNotFound", null, "Issuer not found");
    }
    return issuer;
  }

  private Issuer read(Call call, Issuer existing) throws ServiceException {
    Body body =
        Body.of(call.request(), "id", "provider", "credentials", "org_details", "attributes");
    Body credentials = body.object("credentials", "account_id", "pwd");
    Body organisation = body.object("org_details", "id", "admin_details", "zip");
    Body attributes = body.object("attributes", "enabled", "created", "updated");
    Boolean enabled = attributes == null ? null : attributes.bool("enabled");
    String provider = body.text("provider");
    String accountId = credentials == null ? null : credentials.text("account_id");
    return new Issuer(
        existing.name(),
        provider == null ? existing.provider() : provider,
        accountId == null ? existing.accountId() : accountId,
        organisation == null ? existing.organisation() : organisation.text("id"),
        organisation == null ? existing.administrators() : administrators(organisation),
        enabled == null ? existing.enabled() : enabled,
        existing.created(),
        settings.nowSeconds());
  }

  private static List<Administrator> administrators(Body organisation) throws ServiceException {
    List<Administrator> read = new ArrayList<>();
    List<Body> asked =
        organisation.objects("admin_details", "first_name", "last_name", "email", "phone");
    for (Body one : asked == null ? List.<Body>of() : asked) {
      read.add(
          new Administrator(
              one.text("first_name"), one.text("last_name"), one.text("email"), one.text("phone")));
    }
    return read;
  }

  private ObjectNode write(Issuer issuer) {
    ObjectNode node = Json.object();
    node.put("id", uri(issuer));
    node.put("provider", issuer.provider());
    if (issuer.accountId() != null) {
      node.putObject("credentials").put("account_id", issuer.accountId());
    }
    if (issuer.organisation() != null || !issuer.administrators().isEmpty()) {
      ObjectNode organisation = node.putObject("org_details");
      put(organisation, "id", issuer.organisation());
      organisation.put("zip", 0);
      ArrayNode administrators = organisation.putArray("admin_details");
      for (Administrator administrator : issuer.administrators()) {
        ObjectNode one = administrators.addObject();
        put(one, "first_name", administrator.firstName());
        put(one, "last_name", administrator.lastName());
        put(one, "email", administrator.email());
        put(one, "phone", administrator.phone());
      }
    }
    ObjectNode attributes = node.putObject("attributes");
    attributes.put("enabled", issuer.enabled());
    attributes.put("created", issuer.created());
    attributes.put("updated", issuer.updated());
    return node;
  }

  private String uri(Issuer issuer) {
    return baseUri + "/certificates/issuers/" + issuer.name();
  }

  private static void put(ObjectNode node, String member, String value) {
    if (value != null) {
      node.put(member, value);
    }
  }
}
