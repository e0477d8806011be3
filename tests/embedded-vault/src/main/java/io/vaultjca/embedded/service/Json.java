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

/** Building and writing JSON trees. */
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
   * Reads a document.
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
   * The same for a document of which nothing gets lost: no member comes twice, and nothing after
   * it; a missing node for an empty text.
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

  /** A JSON document without the blanks between its parts; what is not JSON stays as it is. */
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

  /** A document that was read before. */
  static JsonNode parsed(String document) {
    try {
      return read(document);
    } catch (IOException impossible) {
      throw new IllegalStateException("it was JSON when it was read first", impossible);
    }
  }

  /** Puts the members of a patch in place of those of an object (RFC 7396). */
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

  /** The same document with the members of each object in alphabetical order. */
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
