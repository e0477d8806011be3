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
 * The asynchronous operations of Azure Resource Manager (its resource provider contract): a
 * response says where to get the result, and when to poll. Thread-safe.
 */
final class LongOperations {
  private final Map<String, LongOperation> all = new ConcurrentHashMap<>();
  private final String baseUri;
  private final Duration delay;

  /** One operation, with its end and its result. */
  private record LongOperation(Instant begun, Instant over, ArmRoute.Operation result) {}

  LongOperations(String baseUri, Duration delay) {
    this.baseUri = baseUri;
    this.delay = delay;
  }

  /** Returns the end of an operation that begins now. */
  Instant over(Instant now) {
    return now.plus(delay);
  }

  /**
   * Begins an operation.
   *
   * @param status whether to offer the status, too: {@code Azure-AsyncOperation}
   * @return the headers with the addresses to poll
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

  /** Answers a poll of {@code Location}: 202 until the operation ends, then its result. */
  ArmAnswer result(ArmCall call, Instant now) throws ArmException {
    LongOperation operation = find(call);
    if (now.isBefore(operation.over())) {
      return new ArmAnswer(
          202,
          null,
          Map.of(
              "Location",
              "%s/%s?api-version=%s"
                  .formatted(baseUri, String.join("/", call.request().path()), call.version()),
              "Retry-After",
              Long.toString(delay.toSeconds())));
    }
    return operation.result().perform(call);
  }

  /** Answers a poll of {@code Azure-AsyncOperation}: 200 with the status in the body. */
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
