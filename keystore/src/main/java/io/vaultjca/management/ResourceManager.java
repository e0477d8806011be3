package io.vaultjca.management;

import io.vaultjca.VaultException;
import io.vaultjca.config.ResourceManagerConfig;
import io.vaultjca.exchange.Exchange;
import io.vaultjca.exchange.Operation;
import io.vaultjca.text.OneLine;
import io.vaultjca.transport.Answer;
import io.vaultjca.vault.JsonObject;
import io.vaultjca.vault.Pages;
import io.vaultjca.vault.ServiceRequests;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Sends requests to Azure Resource Manager: single ones, lists page by page, and asynchronous
 * operations, for whose end it waits ("Track asynchronous Azure operations", Azure documentation).
 *
 * <p>Safe for use by several threads. Connects at its first use.
 */
public final class ResourceManager {
  private static final int ACCEPTED = 202;
  private static final Duration PAUSE = Duration.ofSeconds(5);
  private static final Duration SHORTEST_PAUSE = Duration.ofMillis(100);
  private static final Duration LONGEST_PAUSE = Duration.ofMinutes(1);
  private static final Set<String> BAD_ENDS = Set.of("Failed", "Canceled");
  private static final String GOOD_END = "Succeeded";

  private final ResourceManagerConfig config;
  private final Exchange exchange;
  private final Duration longest;

  /** Takes the longest wait for an asynchronous operation. Sends nothing. */
  public ResourceManager(ResourceManagerConfig config, Duration longest) {
    this.config = config;
    this.exchange = Exchange.with(config);
    this.longest = longest;
  }

  /** Receives the progress of an asynchronous operation. */
  @FunctionalInterface
  public interface Progress {
    /** Receives the state, in the service's words, and the time since the operation began. */
    void isAt(String state, Duration elapsed);
  }

  /** A path with its API version and the rest of the query, which is encoded and may be empty. */
  public record Path(String path, String version, String query) {
    /** Creates a path without a further query. */
    public Path(String path, String version) {
      this(path, version, "");
    }
  }

  /** Reads an object. */
  public JsonObject get(String what, Path path) throws VaultException {
    return send(what, "GET", path, null);
  }

  /** Sends a request, with JSON or null for no content, and reads the object in the answer. */
  public JsonObject send(String what, String method, Path path, @Nullable String json)
      throws VaultException {
    Operation operation = operation(what);
    return JsonObject.of(operation, send(operation, method, uri(path), json).body());
  }

  /** Reads all pages of a list. Each page is a separate operation. */
  public List<JsonObject> list(String what, Path path) throws VaultException {
    List<JsonObject> items = new ArrayList<>();
    Pages pages = new Pages();
    Optional<URI> next = Optional.of(uri(path));
    while (next.isPresent()) {
      Operation operation = operation(what);
      JsonObject page = JsonObject.of(operation, send(operation, "GET", next.get(), null).body());
      items.addAll(pages.items(operation, page));
      next = pages.next(operation, page);
    }
    return items;
  }

  /**
   * Changes something and waits until the change is finished.
   *
   * @param json the content; null for none
   * @return the HTTP status of the first answer
   */
  public int change(String what, String method, Path path, @Nullable String json, Progress progress)
      throws VaultException {
    Operation operation = operation(what);
    Answer begun = send(operation, method, uri(path), json);
    LongWait wait = new LongWait(what, progress, longest);
    Optional<String> status = begun.header("Azure-AsyncOperation");
    Optional<String> result = begun.header("Location");
    if (status.isPresent()) {
      awaitStatus(Pages.address(operation, status.get()), begun, wait);
    } else if (result.isPresent()) {
      awaitResult(Pages.address(operation, result.get()), begun, wait);
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

  /** Waits until a resource is provisioned, and reads it. */
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
    return "Azure Resource Manager accepted it, and it ended as %s%s%s"
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

  private Answer send(Operation operation, String method, URI uri, @Nullable String json)
      throws VaultException {
    return exchange.send(operation, ServiceRequests.request(method, uri, json));
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
}
