package io.vaultjca.embedded.service;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;

/** Builds, parses and writes JSON trees. */
public final class Json {
  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  private Json() {}

  public static ObjectNode object() {
    return NODES.objectNode();
  }

  public static ArrayNode array(Collection<String> texts) {
    ArrayNode array = NODES.arrayNode();
    texts.forEach(array::add);
    return array;
  }

  static ArrayNode array() {
    return NODES.arrayNode();
  }

  public static ObjectNode object(Map<String, String> texts) {
    ObjectNode object = object();
    texts.forEach(object::put);
    return object;
  }

  static String base64Url(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  public static byte[] bytes(JsonNode node) {
    try {
      return MAPPER.writeValueAsBytes(node);
    } catch (JsonProcessingException impossible) {
      throw new IllegalStateException("a tree of plain nodes can always be written", impossible);
    }
  }

  /**
   * Parses a document.
   *
   * @throws IOException if it is not JSON
   */
  public static JsonNode read(byte[] document) throws IOException {
    return MAPPER.readTree(document);
  }

  static JsonNode read(String document) throws IOException {
    return read(document.getBytes(StandardCharsets.UTF_8));
  }

  /**
   * Parses a document strictly: duplicate members and trailing text are errors. An empty text gives
   * a missing node.
   */
  static JsonNode readOnly(String document) throws IOException {
    return MAPPER
        .reader()
        .with(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
        .with(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
        .readTree(document);
  }

  static JsonParser parser(String document) throws IOException {
    return MAPPER.createParser(document);
  }

  /** Removes insignificant whitespace from JSON; returns other text unchanged. */
  static byte[] withoutBlanks(byte[] document) {
    try {
      read(document);
    } catch (IOException otherwise) {
      return document;
    }
    ByteArrayOutputStream left = new ByteArrayOutputStream();
    boolean text = false;
    boolean escaped = false;
    for (byte one : document) {
      if (text || " \t\r\n".indexOf(one) < 0) {
        left.write(one);
      }
      if (one == '"' && !escaped) {
        text = !text;
      }
      escaped = one == '\\' && !escaped;
    }
    return left.toByteArray();
  }

  /** Parses a document that is known to be JSON. */
  static JsonNode parsed(String document) {
    try {
      return read(document);
    } catch (IOException impossible) {
      throw new IllegalStateException("it was JSON when it was read first", impossible);
    }
  }

  /** Applies a JSON Merge Patch (RFC 7396). */
  static void merge(ObjectNode target, JsonNode patch) {
    for (Map.Entry<String, JsonNode> member : patch.properties()) {
      if (member.getValue().isNull()) {
        target.remove(member.getKey());
      } else if (member.getValue().isObject()
          && target.get(member.getKey()) instanceof ObjectNode inner) {
        merge(inner, member.getValue());
      } else {
        target.set(member.getKey(), member.getValue());
      }
    }
  }

  /** Sorts the members of each object alphabetically. */
  static JsonNode sorted(JsonNode node) {
    if (node.isArray()) {
      ArrayNode array = array();
      node.forEach(element -> array.add(sorted(element)));
      return array;
    }
    if (!node.isObject()) {
      return node;
    }
    Map<String, JsonNode> members = new TreeMap<>();
    node.properties().forEach(member -> members.put(member.getKey(), sorted(member.getValue())));
    ObjectNode object = object();
    members.forEach(object::set);
    return object;
  }
}
