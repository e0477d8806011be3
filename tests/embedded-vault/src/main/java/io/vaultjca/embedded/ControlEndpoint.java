package io.vaultjca.embedded;

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
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Offers the methods of {@link VaultServer} to other processes: plain HTTP on loopback, JSON, and a
 * separate token in the header {@code Authorization: Bearer}.
 *
 * <ul>
 *   <li>{@code GET /counters}, {@code DELETE /counters} (sets them to 0)
 *   <li>{@code POST /faults} with {@code {"operation": "keys/sign", "times": 3, "fault":
 *       "throttled", "milliseconds": 500}}, see {@link FaultJson}; without {@code operation} for
 *       every operation, without {@code times} until {@code DELETE /faults}
 *   <li>{@code POST /sometimes} with {@code {"probability": 0.05, "seed": 1, "faults": [{"fault":
 *       "reset"}]}}, as {@link Faults#sometimes}
 *   <li>{@code POST /pages} with {@code {"sizes": [1, 0]}}
 *   <li>{@code POST /tokens} with {@code {"permissions": ["keys/sign"]}} answers {@code {"token":
 *       …}}; {@code DELETE /tokens} revokes all
 *   <li>{@code POST /seed} with the JSON of {@link VaultServer#seed}
 *   <li>{@code POST /stop}, {@code POST /restart}, {@code POST /slow} with {@code {"milliseconds":
 *       2000}} (0 ends it), {@code DELETE /connections} (closes them), {@code POST /certificate}
 *       with {@code {"show": "EXPIRED"}}, one of {@link ServerCertificate}
 *   <li>{@code GET /identity} for the settings of real credentials
 * </ul>
 *
 * <p>A number in front selects one of several vaults ({@code POST /2/stop}). Without it the request
 * goes to the first one; only {@code POST /seed} then seeds all.
 */
final class ControlEndpoint implements AutoCloseable {
  private static final Pattern NUMBER = Pattern.compile("[1-9]\\d?");

  private final List<VaultServer> vaults;
  private final Consumer<String> seeding;
  private final Listener listener;
  private final String token = UUID.randomUUID().toString();
  private final Map<String, Operation> operations = new TreeMap<>();

  /** Performs a request; an {@link IllegalArgumentException} becomes a 400. */
  @FunctionalInterface
  private interface Operation {
    Response perform(VaultServer vault, Request request);
  }

  ControlEndpoint(VaultServer vault) {
    this(List.of(vault), vault::seed);
  }

  ControlEndpoint(VaultReplicas replicas) {
    this(replicas.vaults(), replicas::seed);
  }

  private ControlEndpoint(List<VaultServer> vaults, Consumer<String> seeding) {
    this.vaults = vaults;
    this.seeding = seeding;
    operations.put("GET /counters", (vault, request) -> json(counters(vault)));
    operations.put("DELETE /counters", (vault, request) -> done(vault.counters()::reset));
    operations.put("POST /faults", (vault, request) -> inject(vault, body(request)));
    operations.put("POST /sometimes", (vault, request) -> sometimes(vault, body(request)));
    operations.put("DELETE /faults", (vault, request) -> done(vault.faults()::clear));
    operations.put("POST /pages", (vault, request) -> pages(vault, body(request)));
    operations.put("POST /tokens", (vault, request) -> token(vault, body(request)));
    operations.put("DELETE /tokens", (vault, request) -> done(vault::revokeAccessTokens));
    operations.put("POST /seed", ControlEndpoint::seed);
    operations.put("POST /stop", (vault, request) -> done(vault::stop));
    operations.put("POST /slow", (vault, request) -> slow(vault, body(request)));
    operations.put("POST /restart", (vault, request) -> done(vault::restart));
    operations.put("DELETE /connections", (vault, request) -> done(vault::cutConnections));
    operations.put("POST /certificate", (vault, request) -> show(vault, body(request)));
    operations.put("GET /identity", (vault, request) -> json(identity(vault)));
    this.listener = new Listener(null, 0, this::answer);
    try {
      listener.start();
    } catch (IOException failed) {
      throw new UncheckedIOException("cannot listen on a port for the control endpoint", failed);
    }
  }

  /** Returns the method and path of each operation. */
  Set<String> operations() {
    return operations.keySet();
  }

  /** Returns {@code control.uri} and {@code control.token}. */
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
    List<String> path = request.path();
    boolean numbered = path.size() == 2 && NUMBER.matcher(path.get(0)).matches();
    int number = numbered ? Integer.parseInt(path.get(0)) : 1;
    String name = numbered ? path.get(1) : String.join("/", path);
    Operation operation = operations.get(request.method() + " /" + name);
    if (operation == null || number > vaults.size()) {
      return error(404, "there is no such operation");
    }
    try {
      if (!numbered && name.equals("seed")) {
        return done(() -> seeding.accept(text(request)));
      }
      return operation.perform(vaults.get(number - 1), request);
    } catch (IllegalArgumentException bad) {
      return error(400, bad.getMessage());
    } catch (UncheckedIOException failed) {
      return error(500, failed.getMessage());
    }
  }

  private static Response done(Runnable action) {
    action.run();
    return Response.of(204, List.of(), null);
  }

  private static ObjectNode counters(VaultServer vault) {
    Counters counters = vault.counters();
    ObjectNode node = Json.object();
    node.put("requests", counters.requests());
    node.put("throttled", counters.throttled());
    node.put("connections", counters.connections());
    node.put("mostInFlight", counters.mostInFlight());
    node.put("faultsMet", vault.faults().met());
    ObjectNode operations = node.putObject("operations");
    counters.byOperation().forEach(operations::put);
    return node;
  }

  private static Response inject(VaultServer vault, ControlBody body) {
    String operation = body.text("operation", "*");
    int times = (int) body.number("times", Integer.MAX_VALUE, 1, Integer.MAX_VALUE);
    Fault fault = FaultJson.read(body);
    body.checkAllRead();
    return done(() -> vault.faults().inject(operation, times, fault));
  }

  private static Response sometimes(VaultServer vault, ControlBody body) {
    double probability = body.probability("probability");
    long seed = body.number("seed", 0, Long.MIN_VALUE, Long.MAX_VALUE);
    List<Fault> among = new ArrayList<>();
    for (ControlBody one : body.objects("faults")) {
      among.add(FaultJson.read(one));
      one.checkAllRead();
    }
    body.checkAllRead();
    return done(() -> vault.faults().sometimes(probability, seed, among));
  }

  private static Response pages(VaultServer vault, ControlBody body) {
    int[] sizes = body.numbers("sizes", 0, Integer.MAX_VALUE);
    body.checkAllRead();
    return done(() -> vault.faults().pageSizes(sizes));
  }

  private static Response token(VaultServer vault, ControlBody body) {
    List<String> permissions = body.texts("permissions");
    body.checkAllRead();
    ObjectNode node = Json.object();
    node.put(
        "token",
        permissions.isEmpty()
            ? vault.accessToken()
            : vault.accessToken(permissions.toArray(new String[0])));
    return json(node);
  }

  private static Response seed(VaultServer vault, Request request) {
    return done(() -> vault.seed(text(request)));
  }

  private static Response slow(VaultServer vault, ControlBody body) {
    long milliseconds = body.number("milliseconds", 0, 0, Integer.MAX_VALUE);
    body.checkAllRead();
    return done(() -> vault.slow(Duration.ofMillis(milliseconds)));
  }

  private static String text(Request request) {
    return new String(request.body(), StandardCharsets.UTF_8);
  }

  private static Response show(VaultServer vault, ControlBody body) {
    String name = body.text("show");
    body.checkAllRead();
    ServerCertificate certificate =
        Arrays.stream(ServerCertificate.values())
            .filter(one -> one.name().equals(name))
            .findFirst()
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "show must be one of %s, not %s"
                            .formatted(Arrays.toString(ServerCertificate.values()), name)));
    return done(() -> vault.show(certificate));
  }

  private static ObjectNode identity(VaultServer vault) {
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

  private static ControlBody body(Request request) {
    return ControlBody.of(request.body());
  }

  private static Response error(int status, @Nullable String message) {
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
