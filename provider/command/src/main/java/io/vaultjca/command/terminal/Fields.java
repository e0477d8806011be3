package io.vaultjca.command.terminal;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One object as a verb shows it: named values in order. Names are those of the JSON output, in
 * camel case. A value is a string, a number, a boolean, an {@link Instant}, other fields, or a list
 * of these.
 *
 * <p>For use by one thread.
 */
public final class Fields {
  private final Map<String, Object> values = new LinkedHashMap<>();

  /** Converts the members of a JSON object, whose nested objects are maps. */
  public static Fields of(Map<?, ?> members) {
    Fields fields = new Fields();
    members.forEach((name, value) -> fields.with(name.toString(), value));
    return fields;
  }

  /** Adds the tags, unless they are null or empty. */
  public Fields withTags(@Nullable Map<String, ?> tags) {
    return tags == null || tags.isEmpty() ? this : with("tags", tags);
  }

  /**
   * Adds a value; a time with an offset and a map are converted. Null and an empty optional add
   * nothing.
   */
  public Fields with(String name, @Nullable Object value) {
    Object plain = plain(value);
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

  private static @Nullable Object plain(@Nullable Object value) {
    if (value instanceof Optional<?> optional) {
      return plain(optional.orElse(null));
    }
    if (value instanceof OffsetDateTime time) {
      return time.toInstant();
    }
    if (value instanceof Map<?, ?> members) {
      return of(members);
    }
    if (value instanceof List<?> list) {
      return list.stream().filter(Objects::nonNull).map(Fields::plain).toList();
    }
    return value;
  }

  public boolean isEmpty() {
    return values.isEmpty();
  }

  /** The values by name, in order. */
  public Map<String, Object> values() {
    return Collections.unmodifiableMap(values);
  }

  /** The value of this name, if there is one. */
  public Optional<Object> get(String name) {
    return Optional.ofNullable(values.get(name));
  }
}
