package io.vaultjca.command.terminal;

import java.util.List;
import java.util.Map;
import java.util.Objects;

/** The members of a JSON object as {@link Fields}. */
public final class Members {
  private Members() {}

  /** All members that are not null; inner objects are maps, too. */
  public static Fields of(Map<?, ?> members) {
    Fields fields = new Fields();
    members.forEach((name, value) -> fields.with(name.toString(), plain(value)));
    return fields;
  }

  private static Object plain(Object value) {
    if (value instanceof Map<?, ?> object) {
      return of(object);
    }
    if (value instanceof List<?> list) {
      return list.stream().filter(Objects::nonNull).map(Members::plain).toList();
    }
    return value;
  }
}
