package io.vaultjca.management;

import io.vaultjca.VaultException;
import io.vaultjca.config.ResourceManagerConfig;
import io.vaultjca.exchange.Exchange;
import io.vaultjca.exchange.Operation;
import io.vaultjca.text.OneLine;
import io.vaultjca.transport.Answer;
import io.vaultjca.transport.Request;
import io.vaultjca.vault.JsonObject;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The requests of Azure Resource Manager: plain, lists page by page, and its asynchronous
 * operations to their end ("Track asynchronous Azure operations", Azure documentation).
 *
 * <p>Safe for use by several threads; builds its connection when it is first used.
 */
public final class ResourceManager {
  private static final byte[] NOTHING = {};
  private static final Map<String, String> HEADERS = Map.of("Accept", "application/json");
  private static final Map<String, String> HEADERS_OF_CONTENT =
      Map.of("Accept", "application/json", "Content-Type", "application/json");
  private static final int ACCEPTED = 202;
  private static final int MOST_PAGES = 20_000;
  private static final Duration PAUSE = Duration.ofSeconds(5);
  private static final Duration SHORTEST_PAUSE = Duration.ofMillis(100);
  private static final Duration LONGEST_PAUSE = Duration.ofMinutes(1);
  private static final Set<String> BAD_ENDS = Set.of("Failed", "Canceled");
  private static final String GOOD_END = "Succeeded";

  private final ResourceManagerConfig config;
  private final Exchange exchange;
  private final Duration longest;

  /**
   * Connects to nobody.
   *
   * @param longest how long an asynchronous operation is awaited
   */
  public ResourceManager(ResourceManagerConfig config, Duration longest) {
    this.config = config;
    this.exchange = Exchange.with(config);
    this.longest = longest;
  }

  /** Hears how far an asynchronous operation is. */
  @FunctionalInterface
  public interface Progress {
    /** It is in this state, in the service's words, and has taken so long. */
    void isAt(String state, Duration elapsed);
  }

  /** The address of a path with its version and the rest of the query, which is encoded. */
  public record Path(String path, String version, String query) {
    /** A path alone. */
    public Path(String path, String version) {
      this(path, version, "");
    }
  }

  /** Reads an object. */
  public JsonObject get(String what, Path path) throws VaultException {
    return send(what, "GET", path, null);
  }

  /** Sends a request and reads the object that it is answered with; null sends nothing. */
  public JsonObject send(String what, String method, Path path, String json) throws VaultException {
    Operation operation = operation(what);
    return JsonObject.of(operation, send(operation, method, uri(path), json).body());
  }

  /** All of a list. Each page is an operation of its own. */
  public List<JsonObject> list(String what, Path path) throws VaultException {
    List<JsonObject> items = new ArrayList<>();
    Set<String> followed = new HashSet<>();
    int pages = 0;
    URI next = uri(path);
    while (next != null) {
      Operation operation = operation(what);
      JsonObject page = JsonObject.of(operation, send(operation, "GET", next, null).body());
      if (!page.has("value")) {
        throw operation.anotherForm();
      }
      List<JsonObject> listed = page.objects("value");
      items.addAll(listed);
      Optional<String> link = page.text("nextLink").filter(text -> !text.isEmpty());
      if (++pages > MOST_PAGES) {
        throw operation.distrust("the list has more than %s pages".formatted(MOST_PAGES));
      }
      // An empty page may lead to where it was reached from: it says "not yet".
      if (link.isPresent() && !followed.add(link.get()) && !listed.isEmpty()) {
        throw operation.distrust("the list comes back to a page that was read before");
      }
      next = link.isPresent() ? address(operation, link.get()) : null;
    }
    return items;
  }

  /**
   * Has something done, and waits for its end where that takes a while.
   *
   * @param json what to send, or null for nothing
   * @return the HTTP status with which it began
   */
  public int change(String what, String method, Path path, String json, Progress progress)
      throws VaultException {
    Operation operation = operation(what);
    Answer begun = send(operation, method, uri(path), json);
    LongWait wait = new LongWait(what, progress, longest);
    Optional<String> status = begun.header("Azure-AsyncOperation");
    Optional<String> result = begun.header("Location");
    if (status.isPresent()) {
      awaitStatus(address(operation, status.get()), begun, wait);
    } else if (result.isPresent()) {
      awaitResult(address(operation, result.get()), begun, wait);
    }
    return begun.status();
  }

  private void awaitStatus(URI where, Answer begun, LongWait wait) throws VaultException {
    Duration pause = pause(begun);
    String state = "InProgress";
    while (!state.equals(GOOD_END)) {
      wait.pause(state, pause);
      Operation operation = operation(wait.what());
      Answer answer = send(operation, "GET", where, null);
      JsonObject body = JsonObject.of(operation, answer.body());
      state = body.text("status").orElseThrow(() -> operation.badAnswer("it has no status"));
      if (BAD_ENDS.contains(state)) {
        throw operation.endedBadly(why(state, body.object("error")));
      }
      pause = pause(answer);
    }
  }

  private void awaitResult(URI where, Answer begun, LongWait wait) throws VaultException {
    Answer answer = begun;
    do {
      wait.pause("Accepted", pause(answer));
      answer = send(operation(wait.what()), "GET", where, null);
    } while (answer.status() == ACCEPTED);
  }

  /** Reads a resource, and waits until it is no longer being provisioned. */
  public JsonObject settled(String what, Path path, Progress progress) throws VaultException {
    LongWait wait = new LongWait(what, progress, longest);
    while (true) {
      Operation operation = operation(what);
      Answer answer = send(operation, "GET", uri(path), null);
      JsonObject resource = JsonObject.of(operation, answer.body());
      Optional<JsonObject> properties = resource.object("properties");
      String state =
          properties.isEmpty()
              ? GOOD_END
              : properties.get().text("provisioningState").orElse(GOOD_END);
      if (state.equals(GOOD_END)) {
        return resource;
      }
      if (BAD_ENDS.contains(state)) {
        throw operation.endedBadly(why(state, Optional.empty()));
      }
      wait.pause(state, pause(answer));
    }
  }

  private static String why(String state, Optional<JsonObject> error) throws VaultException {
    String code = error.isEmpty() ? "" : error.get().text("code").orElse("");
    String message = error.isEmpty() ? "" : error.get().text("message").orElse("");
    return "Azure Resource Manager took it on, and it ended as %s%s%s"
        .formatted(
            OneLine.of(state),
            code.isEmpty() ? "" : " with " + OneLine.of(code),
            message.isEmpty() ? "" : ": \"" + OneLine.of(message) + "\"");
  }

  private static Duration pause(Answer answer) {
    Duration asked =
        answer
            .header("Retry-After")
            .filter(text -> text.matches("\\d{1,6}"))
            .map(text -> Duration.ofSeconds(Long.parseLong(text)))
            .orElse(PAUSE);
    Duration least = asked.compareTo(SHORTEST_PAUSE) < 0 ? SHORTEST_PAUSE : asked;
    return least.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : least;
  }

  private Operation operation(String what) {
    return Operation.of(config.connection().operationTimeout(), "%s", what);
  }

  private Answer send(Operation operation, String method, URI uri, String json)
      throws VaultException {
    Request request =
        json == null
            ? new Request(method, uri, HEADERS, NOTHING)
            : new Request(method, uri, HEADERS_OF_CONTENT, json.getBytes(StandardCharsets.UTF_8));
    return exchange.send(operation, request);
  }

  private URI uri(Path path) {
    return URI.create(
        "%s/%s?api-version=%s%s"
            .formatted(
                config.connection().uri(),
                path.path(),
                path.version(),
                path.query().isEmpty() ? "" : "&" + path.query()));
  }

  private static URI address(Operation operation, String link) throws VaultException {
    try {
      return URI.create(link);
    } catch (IllegalArgumentException e) {
      throw operation.distrust("it leads to what is not an address, and nothing was sent");
    }
  }
}
