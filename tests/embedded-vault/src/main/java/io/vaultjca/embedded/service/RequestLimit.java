package io.vaultjca.embedded.service;

import com.fasterxml.jackson.databind.JsonNode;
import io.vaultjca.embedded.crypto.KeyMaterial;
import io.vaultjca.embedded.http.Request;
import io.vaultjca.embedded.store.KeyVersion;
import io.vaultjca.embedded.store.VaultState;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * Limits the operations in a window of time, as Microsoft's "Azure Key Vault service limits" does:
 * thresholds are weighted, the limit applies to the sum, and refused requests do not count. Windows
 * follow each other without a gap from the first operation on; that is our choice, because the
 * document only says "in 10 seconds". Thread-safe.
 */
public final class RequestLimit {
  /** 4,000 transactions or 20 new keys; half of each in an HSM. */
  private static final int CREATION = 200;

  private static final int HSM = 2;

  private final long operations;
  private final long windowMillis;
  private long begin = -1;
  private long used;

  /**
   * Creates a limit.
   *
   * @param operations of the cheapest kind in a window, such as signatures with an RSA-2048 key in
   *     software; at least 1
   * @param window at least a millisecond; the service has ten seconds
   */
  public RequestLimit(long operations, Duration window) {
    if (operations < 1 || window.toMillis() < 1) {
      throw new IllegalArgumentException(
          "a limit is at least 1 operation in at least 1 ms, not %d in %s"
              .formatted(operations, window));
    }
    this.operations = operations;
    this.windowMillis = window.toMillis();
  }

  /** Returns the same limit for another vault. */
  public RequestLimit another() {
    return new RequestLimit(operations, Duration.ofMillis(windowMillis));
  }

  /** Counts an operation, or refuses it until the end of the window. */
  void count(Route route, Request request, Map<String, String> caught, VaultState state)
      throws ServiceException {
    int cost = state.settings().managedHsm() ? 1 : cost(route.operation(), request, caught, state);
    long millis = state.settings().clock().millis();
    long left = take(cost, millis);
    if (left > 0) {
      throw ServiceException.throttled((left + 999) / 1_000);
    }
  }

  /** Returns 0 if it counted the cost, otherwise the milliseconds to wait. */
  private synchronized long take(int cost, long millis) {
    long since = begin < 0 ? windowMillis : millis - begin;
    if (since < 0 || since >= windowMillis) {
      begin = millis - (begin < 0 ? 0 : Math.floorMod(since, windowMillis));
      used = 0;
    }
    // An operation above the whole limit is accepted alone: else it would never be.
    if (used > 0 && used + cost > operations) {
      return begin + windowMillis - millis;
    }
    used += cost;
    return 0;
  }

  private static int cost(
      String operation, Request request, Map<String, String> caught, VaultState state) {
    if (operation.equals("keys/create")) {
      return CREATION * (wantsHsm(request) ? HSM : 1);
    }
    Optional<KeyVersion> key =
        operation.startsWith("keys/") && caught.containsKey("name")
            ? state
                .keys()
                .live(caught.get("name"))
                .flatMap(object -> object.version(caught.getOrDefault("version", "")))
            : Optional.empty();
    int cost = key.map(RequestLimit::cost).orElse(1);
    return operation.equals("keys/rotate") ? CREATION * cost : cost;
  }

  /** Returns the cost relative to RSA-2048 in software, also the cost of unlisted key types. */
  private static int cost(KeyVersion key) {
    int bits = key.material() instanceof KeyMaterial.Rsa rsa ? rsa.bits() : 0;
    int size = bits >= 4_096 ? 8 : bits >= 3_072 ? 4 : 1;
    return key.hsm() ? HSM * size : size;
  }

  private static boolean wantsHsm(Request request) {
    try {
      JsonNode body = Json.read(request.body());
      return body.path("kty").asText().endsWith("-HSM");
    } catch (IOException malformed) {
      return false; // and refused in a moment
    }
  }
}
