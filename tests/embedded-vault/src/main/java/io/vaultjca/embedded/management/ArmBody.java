package io.vaultjca.embedded.management;

import com.fasterxml.jackson.databind.JsonNode;
import io.vaultjca.embedded.http.Request;
import io.vaultjca.embedded.service.Json;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * A JSON object from a client. Unknown members and wrong types are refused. Accessors return null
 * for members that are absent or null.
 */
final class ArmBody {
  private static final Pattern UUID =
      Pattern.compile("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}");
  private static final int MOST_TAGS = 50;
  private static final int LONGEST_TAG_NAME = 512;
  private static final int LONGEST_TAG = 256;

  private final JsonNode node;

  private ArmBody(String where, JsonNode node, Set<String> members) throws ArmException {
    if (!node.isObject()) {
      throw ArmException.content("Error converting value to an object. Path '%s'".formatted(where));
    }
    for (Map.Entry<String, JsonNode> member : node.properties()) {
      if (!members.contains(member.getKey())) {
        throw ArmException.content(
            "Could not find member '%s' on object. Path '%s'".formatted(member.getKey(), where));
      }
    }
    this.node = node;
  }

  /**
   * Parses the body of a request.
   *
   * @param members the allowed members
   */
  static ArmBody of(Request request, String... members) throws ArmException {
    String type = request.header("Content-Type").orElse("");
    if (!type.toLowerCase(Locale.ROOT).split(";", 2)[0].strip().equals("application/json")) {
      throw new ArmException(
          415,
          "UnsupportedMediaType",
          "The content media type '%s' is not supported. Only 'application/json' is supported."
              .formatted(type));
    }
    try {
      JsonNode node = Json.read(request.body());
      if (node == null || node.isMissingNode()) {
        throw ArmException.content("The request body is missing");
      }
      return new ArmBody("", node, Set.of(members));
    } catch (IOException malformed) {
      throw ArmException.content("The request body is not valid JSON");
    }
  }

  boolean has(String member) {
    return node.hasNonNull(member);
  }

  String text(String member) throws ArmException {
    JsonNode value = member(member);
    if (value != null && !value.isTextual()) {
      throw ArmException.invalid(member);
    }
    return value == null ? null : value.textValue();
  }

  String required(String member) throws ArmException {
    String value = text(member);
    if (value == null || value.isBlank()) {
      throw ArmException.invalid(member);
    }
    return value;
  }

  /** Returns a UUID; null if absent. */
  String uuid(String member) throws ArmException {
    String value = text(member);
    if (value != null && !UUID.matcher(value).matches()) {
      throw ArmException.invalid(member);
    }
    return value;
  }

  String requiredUuid(String member) throws ArmException {
    required(member);
    return uuid(member);
  }

  /** Returns one of these words, ignoring case, in the service's spelling; null if absent. */
  String oneOf(String member, List<String> words) throws ArmException {
    String value = text(member);
    return value == null ? null : spelled(member, value, words);
  }

  /** Returns an array of such words; null if absent. */
  List<String> someOf(String member, List<String> words) throws ArmException {
    JsonNode value = member(member);
    if (value == null) {
      return null;
    }
    List<String> some = new ArrayList<>();
    for (JsonNode element : elements(member, value)) {
      if (!element.isTextual()) {
        throw ArmException.invalid(member);
      }
      some.add(spelled(member, element.textValue(), words));
    }
    return some;
  }

  private static String spelled(String member, String value, List<String> words)
      throws ArmException {
    for (String word : words) {
      if (word.equalsIgnoreCase(value)) {
        return word;
      }
    }
    throw ArmException.invalid(member);
  }

  Boolean bool(String member) throws ArmException {
    JsonNode value = member(member);
    if (value != null && !value.isBoolean()) {
      throw ArmException.invalid(member);
    }
    return value == null ? null : Boolean.valueOf(value.booleanValue());
  }

  Integer number(String member, int least, int most) throws ArmException {
    JsonNode value = member(member);
    if (value == null) {
      return null;
    }
    if (!value.isInt() || value.intValue() < least || value.intValue() > most) {
      throw ArmException.invalid(member);
    }
    return value.intValue();
  }

  ArmBody object(String member, String... members) throws ArmException {
    JsonNode value = member(member);
    return value == null ? null : new ArmBody(member, value, Set.of(members));
  }

  ArmBody requiredObject(String member, String... members) throws ArmException {
    ArmBody value = object(member, members);
    if (value == null) {
      throw ArmException.invalid(member);
    }
    return value;
  }

  /** Returns an array of objects; null if absent. */
  List<ArmBody> objects(String member, String... members) throws ArmException {
    JsonNode value = member(member);
    if (value == null) {
      return null;
    }
    List<ArmBody> bodies = new ArrayList<>();
    for (JsonNode element : elements(member, value)) {
      bodies.add(new ArmBody(member, element, Set.of(members)));
    }
    return bodies;
  }

  /** Returns at most 50 tags; null if absent. */
  Map<String, String> tags() throws ArmException {
    JsonNode value = member("tags");
    if (value == null) {
      return null;
    }
    if (!value.isObject() || value.size() > MOST_TAGS) {
      throw new ArmException(400, "InvalidTags", "The tags provided are invalid.");
    }
    Map<String, String> tags = new LinkedHashMap<>();
    for (Map.Entry<String, JsonNode> tag : value.properties()) {
      if (!tag.getValue().isTextual()
          || tag.getKey().isEmpty()
          || tag.getKey().length() > LONGEST_TAG_NAME
          || tag.getValue().textValue().length() > LONGEST_TAG) {
        throw new ArmException(
            400, "InvalidTags", "The tag '%s' is invalid.".formatted(tag.getKey()));
      }
      tags.put(tag.getKey(), tag.getValue().textValue());
    }
    return tags;
  }

  private static JsonNode elements(String member, JsonNode value) throws ArmException {
    if (!value.isArray()) {
      throw ArmException.invalid(member);
    }
    return value;
  }

  private JsonNode member(String member) {
    JsonNode value = node.get(member);
    return value == null || value.isNull() ? null : value;
  }
}
