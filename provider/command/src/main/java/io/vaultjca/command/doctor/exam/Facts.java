package io.vaultjca.command.doctor.exam;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What is known so far, at most one fact of each type.
 *
 * <p>Safe for use by several threads: a step that was given up may still go on.
 */
public final class Facts {
  private final Map<Class<?>, Object> known = new ConcurrentHashMap<>();

  public <T> Facts learn(Class<T> type, T fact) {
    known.put(type, fact);
    return this;
  }

  /** The fact of a type, if a step found one. */
  public <T> Optional<T> find(Class<T> type) {
    return Optional.ofNullable(type.cast(known.get(type)));
  }

  /** The fact of a type, which a step found that this one needs. */
  public <T> T get(Class<T> type) {
    return find(type).orElseThrow();
  }
}
