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
 * What came in since the start or the last {@link #reset}. A request counts when it is understood,
 * before it is answered. Thread-safe.
 */
public final class Counters {
  /** The prefix of requests for tokens, which are not requests to the vault. */
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

  /** Requests to the vault, challenges included, requests for tokens not. */
  public long requests() {
    return byOperation.entrySet().stream()
        .filter(entry -> !entry.getKey().startsWith(IDENTITY))
        .mapToLong(entry -> entry.getValue().sum())
        .sum();
  }

  /**
   * Requests of one operation.
   *
   * @param operation such as {@code keys/sign}, {@code keys/get}, {@code certificates/list}, {@code
   *     secrets/get}, {@code challenge} for those that got a 401 for their token, {@code
   *     identity/token}; in any case
   */
  public long requests(String operation) {
    return byOperation.entrySet().stream()
        .filter(entry -> entry.getKey().equalsIgnoreCase(operation))
        .mapToLong(entry -> entry.getValue().sum())
        .sum();
  }

  /** All operations that came in at least once, in alphabetical order. A snapshot. */
  public Map<String, Long> byOperation() {
    Map<String, Long> snapshot = new TreeMap<>();
    byOperation.forEach((operation, count) -> snapshot.put(operation, count.sum()));
    return snapshot;
  }

  /** The different values of the header User-Agent, in alphabetical order. A snapshot. */
  public List<String> userAgents() {
    return userAgents.stream().sorted().toList();
  }

  /** Answers of 429, by the vault's limit or by a fault. */
  public long throttled() {
    return throttled.sum();
  }

  /** TCP connections that were accepted. */
  public long connections() {
    return connections.getAsLong() - connectionsAtReset;
  }

  /** How many requests are being answered now. */
  public int inFlight() {
    return inFlight.get();
  }

  /** TCP connections that are open now, whatever was {@link #reset}. */
  public long openConnections() {
    return openConnections.getAsLong();
  }

  /** The highest number of requests that were being answered at the same time. */
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
