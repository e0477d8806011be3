package io.vaultjca.embedded;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vaultjca.embedded.http.Listener;
import io.vaultjca.embedded.http.Request;
import io.vaultjca.embedded.http.Response;
import io.vaultjca.embedded.service.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * Lets other processes do what {@link VaultServer} lets a test in the same process do: plain HTTP
 * on loopback, JSON, and a token of its own in the header {@code Authorization: Bearer}.
 *
 * <ul>
 *   <li>{@code GET /counters}, {@code DELETE /counters} (sets them to 0)
 *   <li>{@code POST /faults} with {@code {"operation": "keys/sign", "times": 3, "fault":
 *       "throttled", "milliseconds": 500}}; the faults are {@code delay}, {@code throttled}, {@code
 *       unavailable}, {@code unauthorized}, {@code claims-challenge}, {@code reset}, {@code hang},
 *       {@code truncated}, {@code garbage}; without {@code times} until {@code DELETE /faults}
 *   <li>{@code POST /pages} with {@code {"sizes": [1, 0]}}
 *   <li>{@code POST /tokens} with {@code {"permissions": ["keys/sign"]}} answers {@code {"token":
 *       …}}; {@code DELETE /tokens} revokes all
 *   <li>{@code POST /seed} with the JSON of {@link VaultServer#seed}
 *   <li>{@code POST /stop}, {@code POST /restart}
 *   <li>{@code GET /identity}: what real credentials need
 * </ul>
 */
final class ControlEndpoint implements AutoCloseable {
  private final VaultServer vault;
  private final Listener listener;
  private final String token = UUID.randomUUID().toString();

  ControlEndpoint(VaultServer vault) {
    this.vault = vault;
    this.listener = new Listener(null, 0, this::answer);
    try {
      listener.start();
    } catch (IOException failed) {
      throw new UncheckedIOException("cannot listen on a port for the control endpoint", failed);
    }
  }

  /** What a process needs to know: {@code control.uri} and {@code control.token}. */
  Map<String, String> properties() {
    Map<String, String> properties = new LinkedHashMap<>();
    properties.put("control.uri", "http://127.0.0.1:" + listener.port());
    properties.put("control.token", token);
    return properties;
  }

  @Override
  public void close() {
    listener.close();
  }

  private Response answer(Request request) {
    byte[] sent = request.header("Authorization").orElse("").getBytes(StandardCharsets.UTF_8);
    if (!MessageDigest.isEqual(sent, ("Bearer " + token).getBytes(StandardCharsets.UTF_8))) {
      return error(401, "the header Authorization must be Bearer and control.token");
    }
    try {
      return perform(request);
    } catch (IOException malformed) {
      return error(400, "the body is not JSON: " + malformed.getMessage());
    } catch (IllegalArgumentException bad) {
      return error(400, bad.getMessage());
    } catch (UncheckedIOException failed) {
      return error(500, failed.getMessage());
    }
  }

  private Response perform(Request request) throws IOException {
    return switch (request.method() + " /" + String.join("/", request.path())) {
      case "GET /counters" -> json(counters());
      case "DELETE /counters" -> done(vault.counters()::reset);
      case "POST /faults" -> done(inject(body(request)));
      case "DELETE /faults" -> done(vault.faults()::clear);
      case "POST /pages" -> done(pages(body(request)));
      case "POST /tokens" -> json(token(body(request)));
      case "DELETE /tokens" -> done(vault::revokeAccessTokens);
      case "POST /seed" ->
          done(() -> vault.seed(new String(request.body(), StandardCharsets.UTF_8)));
      case "POST /stop" -> done(vault::stop);
      case "POST /restart" -> done(vault::restart);
      case "GET /identity" -> json(identity());
      default -> error(404, "there is no such operation");
    };
  }

  private static Response done(Runnable action) {
    action.run();
    return Response.of(204, List.of(), null);
  }

  private ObjectNode counters() {
    Counters counters = vault.counters();
    ObjectNode node = Json.object();
    node.put("requests", counters.requests());
    node.put("connections", counters.connections());
    node.put("mostInFlight", counters.mostInFlight());
    ObjectNode operations = node.putObject("operations");
    counters.byOperation().forEach(operations::put);
    return node;
  }

  private Runnable inject(JsonNode body) {
    String operation = body.path("operation").asText("*");
    int times = body.path("times").asInt(Integer.MAX_VALUE);
    Duration duration = Duration.ofMillis(body.path("milliseconds").asLong(0));
    String name = body.path("fault").asText();
    Fault fault =
        switch (name) {
          case "delay" -> Fault.delay(duration);
          case "throttled" ->
              body.has("milliseconds") ? Fault.throttled(duration) : Fault.throttled();
          case "unavailable" -> Fault.unavailable();
          case "unauthorized" -> Fault.unauthorized();
          case "claims-challenge" -> Fault.claimsChallenge(body.path("claims").asText("{}"));
          case "reset" -> Fault.reset();
          case "hang" -> Fault.hang();
          case "truncated" -> Fault.truncated();
          case "garbage" -> Fault.garbage();
          default -> throw new IllegalArgumentException("there is no fault '" + name + "'");
        };
    return () -> vault.faults().inject(operation, times, fault);
  }

  private Runnable pages(JsonNode body) {
    List<Integer> sizes = new ArrayList<>();
    body.path("sizes").forEach(size -> sizes.add(size.asInt()));
    int[] array = sizes.stream().mapToInt(Integer::intValue).toArray();
    return () -> vault.faults().pageSizes(array);
  }

  private ObjectNode token(JsonNode body) {
    List<String> permissions = new ArrayList<>();
    body.path("permissions").forEach(permission -> permissions.add(permission.asText()));
    ObjectNode node = Json.object();
    node.put(
        "token",
        permissions.isEmpty()
            ? vault.accessToken()
            : vault.accessToken(permissions.toArray(new String[0])));
    return node;
  }

  private ObjectNode identity() {
    Identity identity = vault.identity();
    ObjectNode node = Json.object();
    node.put("authorityHost", identity.authorityHost().toString());
    node.put("tenantId", identity.tenantId());
    node.put("clientId", identity.clientId());
    node.put("clientSecret", identity.clientSecret());
    node.put("federatedToken", identity.federatedToken());
    node.set("appService", Json.object(identity.appServiceEnvironment()));
    node.set("imds", Json.object(identity.imdsEnvironment()));
    return node;
  }

  private static JsonNode body(Request request) throws IOException {
    return Json.read(request.body());
  }

  private static Response error(int status, String message) {
    ObjectNode node = Json.object();
    node.put("error", message);
    return json(status, node);
  }

  private static Response json(ObjectNode node) {
    return json(200, node);
  }

  private static Response json(int status, ObjectNode node) {
    return Response.of(
        status,
        List.of(new Response.Header("Content-Type", "application/json; charset=utf-8")),
        Json.bytes(node));
  }
}
