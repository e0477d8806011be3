package io.vaultjca.command.terminal;

import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a verb shows of one thing: named values in order. A name is that of the JSON member, in
 * camel case; a value is a text, a number, a boolean, an {@link Instant}, other fields, or a list
 * of these.
 *
 * <p>For use by one thread.
 */
public final class Fields {
  private final Map<String, Object> values = new LinkedHashMap<>();

  /** Adds a value; one that is null, or an empty optional, is left out. */
  public Fields with(String name, Object value) {
    Object plain = value instanceof Optional<?> optional ? optional.orElse(null) : value;
    if (plain == null) {
      return this;
    }
    boolean known =
        plain instanceof String
            || plain instanceof Number
            || plain instanceof Boolean
            || plain instanceof Instant
            || plain instanceof Fields
            || plain instanceof List;
    if (!known) {
      throw new IllegalArgumentException(
          "%s is of the class %s".formatted(name, plain.getClass().getName()));
    }
    values.put(name, plain);
    return this;
  }

  public boolean isEmpty() {
    return values.isEmpty();
  }

  /** The values by name, in order. */
  public Map<String, Object> values() {
    return Collections.unmodifiableMap(values);
  }

  /** The value of a name, if it is there. */
  public Optional<Object> get(String name) {
    return Optional.ofNullable(values.get(name));
  }
}
