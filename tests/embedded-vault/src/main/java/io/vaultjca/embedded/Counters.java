package io.vaultjca.embedded;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;

/**
 * Counts requests and connections since the start or the last {@link #reset}. A request counts as
 * soon as it is parsed, before the response. Thread-safe.
 */
public final class Counters {
  /** The prefix of token requests, which are not requests to the vault. */
  static final String IDENTITY = "identity/";

  private final Map<String, LongAdder> byOperation = new ConcurrentHashMap<>();
  private final Set<String> userAgents = ConcurrentHashMap.newKeySet();
  private final LongAdder throttled = new LongAdder();
  private final AtomicInteger inFlight = new AtomicInteger();
  private final AtomicInteger mostInFlight = new AtomicInteger();
  private final LongSupplier connections;
  private final LongSupplier openConnections;
  private volatile long connectionsAtReset;

  Counters(LongSupplier connections, LongSupplier openConnections) {
    this.connections = connections;
    this.openConnections = openConnections;
  }

  /** Returns the number of requests to the vault, including challenges but not token requests. */
  public long requests() {
    return byOperation.entrySet().stream()
        .filter(entry -> !entry.getKey().startsWith(IDENTITY))
        .mapToLong(entry -> entry.getValue().sum())
        .sum();
  }

  /**
   * Returns the number of requests of one operation.
   *
   * @param operation such as {@code keys/sign}, {@code keys/get}, {@code certificates/list}, {@code
   *     secrets/get}, {@code challenge} for requests that got a 401 for their token, {@code
   *     identity/token}; case does not matter
   */
  public long requests(String operation) {
    return byOperation.entrySet().stream()
        .filter(entry -> entry.getKey().equalsIgnoreCase(operation))
        .mapToLong(entry -> entry.getValue().sum())
        .sum();
  }

  /** Returns a snapshot of the counts of all requested operations, in alphabetical order. */
  public Map<String, Long> byOperation() {
    Map<String, Long> snapshot = new TreeMap<>();
    byOperation.forEach((operation, count) -> snapshot.put(operation, count.sum()));
    return snapshot;
  }

  /** Returns a snapshot of the distinct {@code User-Agent} values, in alphabetical order. */
  public List<String> userAgents() {
    return userAgents.stream().sorted().toList();
  }

  /** Returns the number of 429 responses, from the vault's limit or from a fault. */
  public long throttled() {
    return throttled.sum();
  }

  /** Returns the number of accepted TCP connections. */
  public long connections() {
    return connections.getAsLong() - connectionsAtReset;
  }

  /** Returns the number of requests that are being answered now. */
  public int inFlight() {
    return inFlight.get();
  }

  /** Returns the number of open TCP connections, regardless of {@link #reset}. */
  public long openConnections() {
    return openConnections.getAsLong();
  }

  /** Returns the highest number of requests that were answered concurrently. */
  public int mostInFlight() {
    return mostInFlight.get();
  }

  /** Sets everything to 0. */
  public void reset() {
    byOperation.clear();
    throttled.reset();
    userAgents.clear();
    connectionsAtReset = connections.getAsLong();
    mostInFlight.set(inFlight.get());
  }

  void begin(String operation, Optional<String> userAgent) {
    userAgent.ifPresent(userAgents::add);
    byOperation.computeIfAbsent(operation, key -> new LongAdder()).increment();
    int now = inFlight.incrementAndGet();
    mostInFlight.accumulateAndGet(now, Math::max);
  }

  void countThrottled() {
    throttled.increment();
  }

  void end() {
    inFlight.decrementAndGet();
  }

  @Override
  public String toString() {
    return String.format(
        Locale.ROOT, "%d requests on %d connections: %s", requests(), connections(), byOperation());
  }
}
