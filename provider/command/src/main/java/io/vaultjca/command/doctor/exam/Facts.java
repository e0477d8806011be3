package io.vaultjca.command.doctor.exam;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The results of earlier steps for later ones: at most one fact of each type, and the failed steps.
 *
 * <p>Safe for use by several threads: an abandoned step may still run.
 */
public final class Facts {
  private final Map<Class<?>, Object> known = new ConcurrentHashMap<>();
  private final Set<String> failed = ConcurrentHashMap.newKeySet();

  public <T> Facts learn(Class<T> type, T fact) {
    known.put(type, fact);
    return this;
  }

  void learnFailure(String step) {
    failed.add(step);
  }

  /** Whether one of these steps has failed. */
  public boolean hasFailed(String... steps) {
    return List.of(steps).stream().anyMatch(failed::contains);
  }

  /** The fact of this type, if a step found one. */
  public <T> Optional<T> find(Class<T> type) {
    return Optional.ofNullable(type.cast(known.get(type)));
  }

  /** The fact of this type, which a step found that the caller needs. */
  public <T> T get(Class<T> type) {
    return find(type).orElseThrow();
  }
}
