package io.vaultjca.vault;

import io.vaultjca.VaultException;
import io.vaultjca.config.ConnectionConfig;
import io.vaultjca.exchange.Exchange;
import io.vaultjca.exchange.Operation;
import io.vaultjca.transport.Request;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The requests of the service's data plane: paths, the version of the interface, JSON in and out.
 */
public final class ServiceRequests {
  private static final byte[] NOTHING = {};
  private static final byte[] NO_MEMBERS = {'{', '}'};
  private static final Map<String, String> HEADERS = Map.of("Accept", "application/json");
  private static final Map<String, String> HEADERS_OF_CONTENT =
      Map.of("Accept", "application/json", "Content-Type", "application/json");

  private final ConnectionConfig config;
  private final Exchange exchange;
  private final Optional<Supplier<Duration>> patience;

  /** Takes for how long a request is tried, if it is to be tried once. */
  ServiceRequests(
      ConnectionConfig config, Exchange exchange, Optional<Supplier<Duration>> patience) {
    this.config = config;
    this.exchange = exchange;
    this.patience = patience;
  }

  /** Reads an object, or the first page of a list. */
  public JsonObject get(Operation operation, String path) throws VaultException {
    return get(operation, uri(path));
  }

  /** Reads the page of a list to which the one before leads. */
  public JsonObject get(Operation operation, URI page) throws VaultException {
    patience.ifPresent(time -> operation.once(time.get()));
    return JsonObject.of(
        operation, exchange.send(operation, new Request("GET", page, HEADERS, NOTHING)).body());
  }

  /** Has something done. */
  JsonObject post(Operation operation, String path, String json) throws VaultException {
    Request request =
        new Request("POST", uri(path), HEADERS_OF_CONTENT, json.getBytes(StandardCharsets.UTF_8));
    return JsonObject.of(operation, exchange.send(operation, request).body());
  }

  /**
   * Sends any request of the service's reference.
   *
   * @param path behind the vault's address, without a slash before it, encoded; may have a query
   * @param json what to send, or null for nothing
   * @return the answer's object; one without members for an answer without content
   */
  public JsonObject send(Operation operation, String method, String path, String json)
      throws VaultException {
    Request request =
        json == null
            ? new Request(method, uri(path), HEADERS, NOTHING)
            : new Request(
                method, uri(path), HEADERS_OF_CONTENT, json.getBytes(StandardCharsets.UTF_8));
    byte[] body = exchange.send(operation, request).body();
    return JsonObject.of(operation, body.length == 0 ? NO_MEMBERS : body);
  }

  private URI uri(String path) {
    String separator = path.contains("?") ? "&" : "?";
    return URI.create(config.uri() + "/" + path + separator + config.apiVersion().query());
  }
}
