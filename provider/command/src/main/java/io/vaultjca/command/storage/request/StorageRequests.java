package io.vaultjca.command.storage.request;

import io.vaultjca.VaultException;
import io.vaultjca.command.terminal.CommandException;
import io.vaultjca.command.terminal.Fields;
import io.vaultjca.command.terminal.Json;
import io.vaultjca.command.verb.Session;
import io.vaultjca.command.verb.Wait;
import io.vaultjca.config.ApiVersion;
import io.vaultjca.config.ConnectionConfig;
import io.vaultjca.config.VaultType;
import io.vaultjca.exchange.Operation;
import io.vaultjca.vault.JsonObject;
import io.vaultjca.vault.ServiceRequests;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The requests on storage accounts and SAS definitions, which no client of the Azure SDK has.
 *
 * <p>For use by one thread.
 */
public final class StorageRequests {
  /** What the help of each verb says. */
  public static final String LEGACY =
      "Legacy: the service keeps this as it is, and recommends Microsoft Entra ID instead.";

  /** The first version of which the specification has no {@code storage.json}. */
  private static final ApiVersion WITHOUT = ApiVersion.V2026_03_01_PREVIEW;

  private static final ApiVersion NEWEST_STABLE = ApiVersion.V2025_07_01;

  private final Session session;
  private final ConnectionConfig config;
  private final ServiceRequests requests;

  /** By the configured version of the interface, or the newest one that has them. */
  public StorageRequests(Session session) throws IOException, CommandException {
    this.session = session;
    this.config = session.vault().config();
    if (config.type() == VaultType.MANAGED_HSM) {
      throw new CommandException(
          "%s is a Managed HSM, which has no storage accounts: name a vault."
              .formatted(config.uri()));
    }
    ApiVersion version = config.apiVersion();
    this.requests = session.requests().by(version.isAtLeast(WITHOUT) ? NEWEST_STABLE : version);
  }

  /** Reads something. */
  public JsonObject get(String what, String path) throws IOException {
    return send(what, "GET", path, null);
  }

  /** Has something done that may be done again; a body that is null is none. */
  public JsonObject send(String what, String method, String path, Fields body) throws IOException {
    return requests.send(
        session.operation(what), method, path, body == null ? null : Json.of(body));
  }

  /**
   * Has something done that must not be done again.
   *
   * @param check what to look at when it is in doubt whether it was done
   */
  public JsonObject once(String what, String check, String method, String path, Fields body)
      throws IOException {
    return requests.send(
        session.once(what, check), method, path, body == null ? null : Json.of(body));
  }

  /** What is shown of an answer. */
  @FunctionalInterface
  public interface Shown {
    Fields of(JsonObject answer) throws VaultException;
  }

  /** All of a list: each page is an operation of its own. */
  public List<Fields> list(String what, String path, Shown shown) throws IOException {
    List<Fields> items = new ArrayList<>();
    Set<String> followed = new HashSet<>();
    Operation operation = session.operation(what);
    JsonObject page = requests.get(operation, path);
    while (true) {
      List<JsonObject> found = page.objects("value");
      for (JsonObject item : found) {
        items.add(shown.of(item));
      }
      Optional<String> next = page.text("nextLink").filter(link -> !link.isEmpty());
      if (next.isEmpty()) {
        return items;
      }
      // An empty page may lead to where it was reached from: it says "not yet".
      if (!followed.add(next.get()) && !found.isEmpty()) {
        throw operation.distrust("the list comes back to a page that was read before");
      }
      operation = session.operation(what);
      page = requests.get(operation, address(operation, next.get()));
    }
  }

  private static URI address(Operation operation, String link) throws VaultException {
    try {
      return URI.create(link);
    } catch (IllegalArgumentException e) {
      throw operation.distrust("it leads to what is not an address, and nothing was sent");
    }
  }

  /**
   * Waits until something is there that a deletion or a recovery makes appear. Who may not read it
   * does not wait.
   */
  public void awaitThere(String what, String path) throws IOException, CommandException {
    Wait.of(session, what).untilThere(() -> get(what, path));
  }

  /** Waits until a purge shows. */
  public void awaitGone(String what, String path) throws IOException, CommandException {
    Wait.of(session, what).untilGone(() -> get(what, path));
  }
}
