package io.vaultjca.embedded.service;

import com.fasterxml.jackson.databind.JsonNode;
import io.vaultjca.embedded.http.Request;
import java.io.IOException;
import java.nio.charset.CharsetEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * A JSON object from a client. Unknown members and wrong types are refused. Accessors return null
 * for members that are absent or null.
 */
final class Body {
  private final JsonNode node;

  private Body(JsonNode node, Set<String> members) throws ServiceException {
    if (!node.isObject()) {
      throw ServiceException.badParameter("The request body must be a JSON object.");
    }
    for (Map.Entry<String, JsonNode> member : node.properties()) {
      if (!members.contains(member.getKey())) {
        throw ServiceException.badParameter("Property " + member.getKey() + " is not recognized")
            .about(member.getKey());
      }
    }
    this.node = node;
  }

  /**
   * Parses the body of a request.
   *
   * @param members the allowed members
   */
  static Body of(Request request, String... members) throws ServiceException {
    String type = request.header("Content-Type").orElse("");
    if (!type.toLowerCase(Locale.ROOT).split(";", 2)[0].strip().equals("application/json")) {
      throw new ServiceException(
          415,
          "BadParameter",
          null,
          "The request content type '%s' is not supported; it must be application/json."
              .formatted(type));
    }
    try {
      JsonNode node = Json.read(request.body());
      if (node == null || node.isMissingNode()) {
        throw ServiceException.badParameter("The request body is missing.");
      }
      if (!isText(node)) {
        throw ServiceException.badParameter("The request body is not valid UTF-8 text.");
      }
      return new Body(node, Set.of(members));
    } catch (IOException malformed) {
      throw ServiceException.badParameter("The request body is not valid JSON.");
    }
  }

  /** Returns whether all strings can be encoded: unpaired surrogates cannot. */
  private static boolean isText(JsonNode node) {
    CharsetEncoder encoder = StandardCharsets.UTF_8.newEncoder();
    Deque<JsonNode> left = new ArrayDeque<>(List.of(node));
    while (!left.isEmpty()) {
      JsonNode next = left.pop();
      if (next.isTextual() && !encoder.canEncode(next.textValue())) {
        return false;
      }
      for (Map.Entry<String, JsonNode> member : next.properties()) {
        if (!encoder.canEncode(member.getKey())) {
          return false;
        }
      }
      next.forEach(left::push);
    }
    return true;
  }

  /** Returns the allowed members: some always, others on a condition. */
  static String[] members(boolean condition, List<String> always, String... others) {
    List<String> members = new ArrayList<>(always);
    if (condition) {
      members.addAll(List.of(others));
    }
    return members.toArray(new String[0]);
  }

  /** Wraps a parsed document. */
  static Body of(JsonNode document, String... members) throws ServiceException {
    return new Body(document, Set.of(members));
  }

  /** Returns a body without members. */
  static Body empty() throws ServiceException {
    return new Body(Json.object(), Set.of());
  }

  boolean has(String member) {
    return node.hasNonNull(member);
  }

  String text(String member) throws ServiceException {
    JsonNode value = member(member);
    if (value != null && !value.isTextual()) {
      throw invalid(member);
    }
    return value == null ? null : value.textValue();
  }

  String required(String member) throws ServiceException {
    String value = text(member);
    if (value == null || value.isEmpty()) {
      throw missing(member);
    }
    return value;
  }

  Boolean bool(String member) throws ServiceException {
    JsonNode value = member(member);
    if (value != null && !value.isBoolean()) {
      throw invalid(member);
    }
    return value == null ? null : Boolean.valueOf(value.booleanValue());
  }

  Long number(String member) throws ServiceException {
    JsonNode value = member(member);
    if (value != null && !(value.isIntegralNumber() && value.canConvertToLong())) {
      throw invalid(member);
    }
    return value == null ? null : Long.valueOf(value.longValue());
  }

  /** Returns an integer in the range of an int. */
  Integer integer(String member) throws ServiceException {
    Long value = number(member);
    if (value != null && (value > Integer.MAX_VALUE || value < Integer.MIN_VALUE)) {
      throw invalid(member);
    }
    return value == null ? null : Integer.valueOf(value.intValue());
  }

  List<String> texts(String member) throws ServiceException {
    JsonNode value = member(member);
    if (value == null) {
      return null;
    }
    if (!value.isArray()) {
      throw invalid(member);
    }
    List<String> texts = new ArrayList<>();
    for (JsonNode element : value) {
      if (!element.isTextual()) {
        throw invalid(member);
      }
      texts.add(element.textValue());
    }
    return texts;
  }

  /**
   * Returns bytes in base64url. Like the service, accepts standard base64 and padding, too, which
   * Microsoft's JCA provider sends.
   */
  byte[] bytes(String member) throws ServiceException {
    String text = text(member);
    if (text == null) {
      return null;
    }
    try {
      return Base64.getUrlDecoder().decode(text.replace('+', '-').replace('/', '_'));
    } catch (IllegalArgumentException malformed) {
      throw invalid(member);
    }
  }

  byte[] requiredBytes(String member) throws ServiceException {
    byte[] value = bytes(member);
    if (value == null) {
      throw missing(member);
    }
    return value;
  }

  /** Decodes standard base64, the encoding of certificates. */
  static byte[] base64(String text, String member) throws ServiceException {
    try {
      return Base64.getMimeDecoder().decode(text);
    } catch (IllegalArgumentException malformed) {
      throw invalid(member);
    }
  }

  Body object(String member, String... members) throws ServiceException {
    JsonNode value = member(member);
    return value == null ? null : new Body(value, Set.of(members));
  }

  /**
   * Returns an object of objects as JSON text; null if absent.
   *
   * @param members the allowed members
   */
  String patch(String member, String... members) throws ServiceException {
    JsonNode patch = member(member);
    if (patch == null) {
      return null;
    }
    boolean objects = patch.isObject();
    for (JsonNode value : patch) {
      objects &= value.isObject();
    }
    if (!objects) {
      throw invalid(member);
    }
    return new Body(patch, Set.of(members)).node.toString();
  }

  List<Body> objects(String member, String... members) throws ServiceException {
    JsonNode value = member(member);
    if (value == null) {
      return null;
    }
    if (!value.isArray()) {
      throw invalid(member);
    }
    List<Body> bodies = new ArrayList<>();
    for (JsonNode element : value) {
      bodies.add(new Body(element, Set.of(members)));
    }
    return bodies;
  }

  /** Returns at most 15 tags, names and values up to 256 characters; null if absent. */
  Map<String, String> tags() throws ServiceException {
    JsonNode value = member("tags");
    if (value == null) {
      return null;
    }
    if (!value.isObject() || value.size() > 15) {
      throw invalid("tags");
    }
    Map<String, String> tags = new LinkedHashMap<>();
    for (Map.Entry<String, JsonNode> tag : value.properties()) {
      if (!tag.getValue().isTextual()
          || tag.getKey().length() > 256
          || tag.getValue().textValue().length() > 256) {
        throw invalid("tags");
      }
      tags.put(tag.getKey(), tag.getValue().textValue());
    }
    return tags;
  }

  static ServiceException invalid(String member) {
    return ServiceException.badParameter("Property " + member + " has invalid value").about(member);
  }

  static ServiceException missing(String member) {
    return ServiceException.badParameter("Property " + member + " is required").about(member);
  }

  private JsonNode member(String member) {
    JsonNode value = node.get(member);
    return value == null || value.isNull() ? null : value;
  }
}
