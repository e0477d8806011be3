package io.vaultjca.vault;

import io.vaultjca.VaultException;
import io.vaultjca.config.ApiVersion;
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
import org.jspecify.annotations.Nullable;

/**
 * Sends requests to the service's data plane: adds the vault's address and the API version, and
 * reads the JSON of the answers.
 *
 * <p>Safe for use by several threads.
 */
public final class ServiceRequests {
  private static final byte[] NOTHING = {};
  private static final byte[] NO_MEMBERS = {'{', '}'};
  private static final Map<String, String> HEADERS = Map.of("Accept", "application/json");
  private static final Map<String, String> HEADERS_OF_CONTENT =
      Map.of("Accept", "application/json", "Content-Type", "application/json");

  private final ConnectionConfig config;
  private final Exchange exchange;
  private final ApiVersion version;
  private final Optional<Supplier<Duration>> patience;

  /** Takes how long to wait for an answer if each read is to be tried only once. */
  ServiceRequests(
      ConnectionConfig config, Exchange exchange, Optional<Supplier<Duration>> patience) {
    this(config, exchange, config.apiVersion(), patience);
  }

  private ServiceRequests(
      ConnectionConfig config,
      Exchange exchange,
      ApiVersion version,
      Optional<Supplier<Duration>> patience) {
    this.config = config;
    this.exchange = exchange;
    this.version = version;
    this.patience = patience;
  }

  /** Returns the same requests with another API version than the configured one. */
  public ServiceRequests by(ApiVersion another) {
    return new ServiceRequests(config, exchange, another, patience);
  }

  /** Reads an object, or the first page of a list. */
  public JsonObject get(Operation operation, String path) throws VaultException {
    return get(operation, uri(path));
  }

  /** Reads a page of a list. */
  public JsonObject get(Operation operation, URI page) throws VaultException {
    patience.ifPresent(time -> operation.once(time.get()));
    return JsonObject.of(operation, exchange.send(operation, request("GET", page, null)).body());
  }

  /** Sends JSON; the answer must have content. */
  JsonObject post(Operation operation, String path, String json) throws VaultException {
    return JsonObject.of(
        operation, exchange.send(operation, request("POST", uri(path), json)).body());
  }

  /**
   * Sends any request of the service's reference.
   *
   * @param path the path below the vault's address, encoded and without a leading slash; may have a
   *     query
   * @param json the content; null for none
   * @return the answer's object, which is empty if the answer has no content
   */
  public JsonObject send(Operation operation, String method, String path, @Nullable String json)
      throws VaultException {
    byte[] body = exchange.send(operation, request(method, uri(path), json)).body();
    return JsonObject.of(operation, body.length == 0 ? NO_MEMBERS : body);
  }

  /** Creates a request for JSON; its content is JSON, or null for none. */
  public static Request request(String method, URI uri, @Nullable String json) {
    return json == null
        ? new Request(method, uri, HEADERS, NOTHING)
        : new Request(method, uri, HEADERS_OF_CONTENT, json.getBytes(StandardCharsets.UTF_8));
  }

  /** Returns the address of a path below the vault's address, with the API version. */
  public URI uri(String path) {
    String separator = path.contains("?") ? "&" : "?";
    return URI.create(config.uri() + "/" + path + separator + version.query());
  }
}
