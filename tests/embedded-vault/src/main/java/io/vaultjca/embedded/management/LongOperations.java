package io.vaultjca.embedded.management;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vaultjca.embedded.service.Json;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The asynchronous operations of Azure Resource Manager (its resource provider contract): an answer
 * names where its result can be had, and when to ask. Thread-safe.
 */
final class LongOperations {
  private final Map<String, LongOperation> all = new ConcurrentHashMap<>();
  private final String baseUri;
  private final Duration delay;

  /** One operation: when it is over, and the answer that it has then. */
  private record LongOperation(Instant begun, Instant over, ArmRoute.Operation result) {}

  LongOperations(String baseUri, Duration delay) {
    this.baseUri = baseUri;
    this.delay = delay;
  }

  /** When an operation that begins now is over. */
  Instant over(Instant now) {
    return now.plus(delay);
  }

  /**
   * Begins an operation.
   *
   * @param status whether its status can be had, too: {@code Azure-AsyncOperation}
   * @return the headers that say where to ask
   */
  Map<String, String> begin(
      ArmCall call, String location, Instant now, boolean status, ArmRoute.Operation result) {
    String id = UUID.randomUUID().toString();
    all.put(id, new LongOperation(now, over(now), result));
    String address =
        "%s/subscriptions/%s/providers/Microsoft.KeyVault/locations/%s/%%s/%s?api-version=%s"
            .formatted(baseUri, ManagementService.SUBSCRIPTION, location, id, call.version());
    String where = address.formatted("operationResults");
    String pause = Long.toString(delay.toSeconds());
    return status
        ? Map.of(
            "Location",
            where,
            "Azure-AsyncOperation",
            address.formatted("operationStatuses"),
            "Retry-After",
            pause)
        : Map.of("Location", where, "Retry-After", pause);
  }

  /** What {@code Location} leads to: 202 while it goes on, then its result. */
  ArmAnswer result(ArmCall call, Instant now) throws ArmException {
    LongOperation operation = find(call);
    if (now.isBefore(operation.over())) {
      return new ArmAnswer(
          202,
          null,
          Map.of(
              "Location",
              baseUri
                  + "/"
                  + String.join("/", call.request().path())
                  + "?api-version="
                  + call.version(),
              "Retry-After",
              Long.toString(delay.toSeconds())));
    }
    return operation.result().perform(call);
  }

  /** What {@code Azure-AsyncOperation} leads to: always 200, with the status in the body. */
  ArmAnswer status(ArmCall call, Instant now) throws ArmException {
    LongOperation operation = find(call);
    boolean goesOn = now.isBefore(operation.over());
    ObjectNode node = Json.object();
    node.put("id", "/" + String.join("/", call.request().path()));
    node.put("name", call.parameters().get("id"));
    node.put("status", goesOn ? "InProgress" : "Succeeded");
    node.put("startTime", operation.begun().toString());
    if (goesOn) {
      return new ArmAnswer(200, node, Map.of("Retry-After", Long.toString(delay.toSeconds())));
    }
    node.put("endTime", operation.over().toString());
    return ArmAnswer.ok(node);
  }

  private LongOperation find(ArmCall call) throws ArmException {
    return Optional.ofNullable(all.get(call.parameters().get("id")))
        .orElseThrow(
            () ->
                new ArmException(
                    404,
                    "OperationNotFound",
                    "The operation '%s' was not found.".formatted(call.parameters().get("id"))));
  }
}
