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
import io.vaultjca.vault.Pages;
import io.vaultjca.vault.ServiceRequests;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The requests for storage accounts and SAS definitions, which no client of the Azure SDK covers.
 *
 * <p>For use by one thread.
 */
public final class StorageRequests {
  /** A line of each verb's help. */
  public static final String LEGACY =
      "Legacy: the service keeps this as it is, and recommends Microsoft Entra ID instead.";

  /** The first API version whose specification lacks {@code storage.json}. */
  private static final ApiVersion WITHOUT = ApiVersion.V2026_03_01_PREVIEW;

  private static final ApiVersion NEWEST_STABLE = ApiVersion.V2025_07_01;

  private final Session session;
  private final ConnectionConfig config;
  private final ServiceRequests requests;

  /** Uses the configured API version, or the newest one that has these requests. */
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

  public JsonObject get(String what, String path) throws IOException {
    return send(what, "GET", path, null);
  }

  /** Sends a request that is safe to retry. */
  public JsonObject send(String what, String method, String path, @Nullable Fields body)
      throws IOException {
    return requests.send(
        session.operation(what), method, path, body == null ? null : Json.of(body));
  }

  /**
   * Sends a request that is not safe to retry.
   *
   * @param check where to look when the outcome is unknown
   */
  public JsonObject once(
      String what, String check, String method, String path, @Nullable Fields body)
      throws IOException {
    return requests.send(
        session.once(what, check), method, path, body == null ? null : Json.of(body));
  }

  /** Converts an item for display. */
  @FunctionalInterface
  public interface Shown {
    Fields of(JsonObject answer) throws VaultException;
  }

  /** Reads a whole list; each page is an operation with a deadline of its own. */
  public List<Fields> list(String what, String path, Shown shown) throws IOException {
    List<Fields> items = new ArrayList<>();
    Pages pages = new Pages();
    Optional<URI> next = Optional.of(requests.uri(path));
    while (next.isPresent()) {
      Operation operation = session.operation(what);
      JsonObject page = requests.get(operation, next.get());
      for (JsonObject item : pages.items(operation, page)) {
        items.add(shown.of(item));
      }
      next = pages.next(operation, page);
    }
    return items;
  }

  /**
   * Waits until the result of a deletion or a recovery appears; it does not wait if the caller must
   * not read it.
   */
  public void awaitThere(String what, String path) throws IOException, CommandException {
    Wait.of(session, what).untilThere(() -> get(what, path));
  }

  /** Waits until a purge is done. */
  public void awaitGone(String what, String path) throws IOException, CommandException {
    Wait.of(session, what).untilGone(() -> get(what, path));
  }
}
