package io.vaultjca.embedded;

import com.fasterxml.jackson.databind.JsonNode;
import io.vaultjca.embedded.service.Json;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The JSON object in a request to the control endpoint. Reading is strict, so that a typing error
 * in a fault cannot go unnoticed: every accessor throws {@link IllegalArgumentException}, which
 * names the member, for a value of the wrong type or out of range. Not thread-safe.
 */
final class ControlBody {
  private final JsonNode object;
  private final Set<String> read = new HashSet<>();

  private ControlBody(JsonNode object) {
    if (!object.isObject()) {
      throw new IllegalArgumentException("the body must be a JSON object");
    }
    this.object = object;
  }

  /**
   * Parses a body.
   *
   * @param document JSON; an empty document is an empty object
   */
  static ControlBody of(byte[] document) {
    try {
      return new ControlBody(document.length == 0 ? Json.object() : Json.read(document));
    } catch (IOException malformed) {
      throw new IllegalArgumentException(
          "the body is not JSON: " + malformed.getMessage(), malformed);
    }
  }

  /** Refuses members that no accessor has read. */
  void checkAllRead() {
    object
        .fieldNames()
        .forEachRemaining(
            name -> {
              if (!read.contains(name)) {
                throw new IllegalArgumentException("there is no member '" + name + "' here");
              }
            });
  }

  boolean has(String name) {
    return object.has(name);
  }

  String text(String name, String otherwise) {
    JsonNode value = member(name);
    return value == null ? otherwise : text(name, value);
  }

  String text(String name) {
    return text(name, required(name, member(name)));
  }

  private static String text(String name, JsonNode value) {
    if (!value.isTextual()) {
      throw new IllegalArgumentException(name + " must be a string");
    }
    return value.textValue();
  }

  boolean bool(String name, boolean otherwise) {
    JsonNode value = member(name);
    if (value == null) {
      return otherwise;
    }
    if (!value.isBoolean()) {
      throw new IllegalArgumentException(name + " must be true or false");
    }
    return value.booleanValue();
  }

  /** Returns an integer from {@code least} to {@code most}. */
  long number(String name, long otherwise, long least, long most) {
    JsonNode value = member(name);
    return value == null ? otherwise : number(name, value, least, most);
  }

  /** Returns a number from 0 to 1. */
  double probability(String name) {
    JsonNode value = required(name, member(name));
    if (!value.isNumber() || !(value.doubleValue() >= 0 && value.doubleValue() <= 1)) {
      throw new IllegalArgumentException(name + " must be a number from 0 to 1");
    }
    return value.doubleValue();
  }

  int[] numbers(String name, int least, int most) {
    return array(name).stream()
        .mapToInt(element -> (int) number(name, element, least, most))
        .toArray();
  }

  /** Returns an empty list if the member is missing. */
  List<String> texts(String name) {
    List<String> texts = new ArrayList<>();
    for (JsonNode element : object.has(name) ? array(name) : List.<JsonNode>of()) {
      if (!element.isTextual()) {
        throw new IllegalArgumentException(name + " must be a list of strings");
      }
      texts.add(element.textValue());
    }
    return texts;
  }

  List<ControlBody> objects(String name) {
    return array(name).stream().map(ControlBody::new).toList();
  }

  private List<JsonNode> array(String name) {
    JsonNode value = required(name, member(name));
    if (!value.isArray()) {
      throw new IllegalArgumentException(name + " must be a list");
    }
    List<JsonNode> elements = new ArrayList<>();
    value.forEach(elements::add);
    return elements;
  }

  private static long number(String name, JsonNode value, long least, long most) {
    boolean whole = value.isIntegralNumber() && value.canConvertToLong();
    if (!whole || value.longValue() < least || value.longValue() > most) {
      throw new IllegalArgumentException(
          "%s must be a whole number from %d to %d".formatted(name, least, most));
    }
    return value.longValue();
  }

  private static <T> T required(String name, @Nullable T value) {
    if (value == null) {
      throw new IllegalArgumentException(name + " is missing");
    }
    return value;
  }

  private @Nullable JsonNode member(String name) {
    read.add(name);
    return object.get(name);
  }
}
