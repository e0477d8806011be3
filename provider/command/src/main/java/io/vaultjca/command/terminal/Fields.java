package io.vaultjca.command.terminal;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
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

  /** The members of a JSON object, whose inner objects are maps, too. */
  public static Fields of(Map<?, ?> members) {
    Fields fields = new Fields();
    members.forEach((name, value) -> fields.with(name.toString(), value));
    return fields;
  }

  /** Adds tags, if there are any. */
  public Fields withTags(Map<String, ?> tags) {
    return tags == null || tags.isEmpty() ? this : with("tags", tags);
  }

  /**
   * Adds a value, which may also be a time with an offset, or a map of members; one that is null,
   * or an empty optional, is left out.
   */
  public Fields with(String name, Object value) {
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

  private static Object plain(Object value) {
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

  /** The value of a name, if it is there. */
  public Optional<Object> get(String name) {
    return Optional.ofNullable(values.get(name));
  }
}
