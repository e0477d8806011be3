package io.vaultjca.embedded.service;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vaultjca.embedded.crypto.BackupCipher;
import io.vaultjca.embedded.crypto.InvalidInputException;
import io.vaultjca.embedded.crypto.KeyMaterial;
import io.vaultjca.embedded.crypto.KeyParts;
import io.vaultjca.embedded.crypto.MlDsa;
import io.vaultjca.embedded.store.Attributes;
import io.vaultjca.embedded.store.KeyVersion;
import io.vaultjca.embedded.store.ReleasePolicy;
import io.vaultjca.embedded.store.Version;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Backups: an opaque text that only embedded vaults restore. As in the service, it is a magic word
 * followed by an encrypted document.
 */
final class Backup {
  private Backup() {}

  /** Seals a document with the magic word of its kind. */
  static Answer seal(Kind kind, ObjectNode document) {
    ObjectNode answer = Json.object();
    String sealed = magic(kind) + BackupCipher.seal(Json.bytes(document));
    answer.put("value", Json.base64Url(sealed.getBytes(StandardCharsets.US_ASCII)));
    return Answer.ok(answer);
  }

  /** Opens what {@link #seal} made. */
  static JsonNode open(Kind kind, Call call) throws ServiceException {
    byte[] value = Body.of(call.request(), "value").requiredBytes("value");
    String text = new String(value, StandardCharsets.US_ASCII);
    if (!text.startsWith(magic(kind))) {
      throw malformed();
    }
    try {
      return Json.read(BackupCipher.open(text.substring(magic(kind).length())));
    } catch (InvalidInputException | IOException wrong) {
      ServiceException refusal = malformed();
      refusal.initCause(wrong);
      throw refusal;
    }
  }

  static ServiceException alreadyExists(Kind kind, String name) {
    return new ServiceException(
        409,
        "Conflict",
        null,
        "A %s with name %s already exists.".formatted(kind.singular(), name));
  }

  private static ServiceException malformed() {
    return new ServiceException(400, "Malformed backup blob", null, "Backup blob is corrupt.");
  }

  private static String magic(Kind kind) {
    return "&AzureKeyVault%sBackupV1.microsoft.com".formatted(kind.title());
  }

  /** Moves the current version to the end, because the last restored version becomes current. */
  static <V extends Version> List<V> currentLast(List<V> versions, String current) {
    List<V> ordered = new ArrayList<>(versions);
    ordered.sort(Comparator.comparing(version -> version.version().equals(current)));
    return ordered;
  }

  static ObjectNode write(KeyVersion version) {
    ObjectNode node = Json.object();
    node.put("version", version.version());
    node.put("kty", version.kty());
    node.set("material", write(version.material()));
    node.set("operations", Json.array(version.operations()));
    node.set("attributes", write(version.attributes()));
    put(node, version.tags());
    node.put("managed", version.managed());
    node.put("exportable", version.exportable());
    if (version.releasePolicy() != null) {
      ObjectNode policy = node.putObject("releasePolicy");
      policy.put("contentType", version.releasePolicy().contentType());
      policy.put("data", version.releasePolicy().data());
      policy.put("immutable", version.releasePolicy().immutable());
    }
    version.answers().ifPresent(answers -> node.put("answers", answers));
    return node;
  }

  static KeyVersion readKey(JsonNode node) throws ServiceException {
    JsonNode policy = node.get("releasePolicy");
    return new KeyVersion(
            node.get("version").asText(),
            node.get("kty").asText(),
            readMaterial(node.get("material")),
            texts(node.get("operations")),
            readAttributes(node.get("attributes")),
            readTags(node),
            node.get("managed").asBoolean(),
            node.get("exportable").asBoolean(),
            policy == null
                ? null
                : new ReleasePolicy(
                    policy.get("contentType").asText(),
                    policy.get("data").asText(),
                    policy.get("immutable").asBoolean()))
        .withAnswers(Optional.ofNullable(node.get("answers")).map(JsonNode::asText));
  }

  static ObjectNode write(KeyMaterial material) {
    ObjectNode node = Json.object();
    if (material instanceof KeyMaterial.Oct oct) {
      node.put("value", oct.value());
    } else if (material instanceof KeyMaterial.Pair pair) {
      node.put("private", pair.privateKey().getEncoded());
      node.put("public", pair.publicKey().getEncoded());
    } else if (material instanceof KeyMaterial.Akp akp) {
      node.put("algorithm", akp.parameterSet());
      node.put("private", akp.privateKey().getEncoded());
      node.put("public", akp.publicKey().getEncoded());
    }
    return node;
  }

  static KeyMaterial readMaterial(JsonNode node) throws ServiceException {
    try {
      if (node.has("value")) {
        return KeyParts.oct(bytes(node.get("value")));
      }
      byte[] pkcs8 = bytes(node.get("private"));
      byte[] spki = bytes(node.get("public"));
      return node.has("algorithm") ? MlDsa.read(pkcs8, spki) : KeyParts.pair(pkcs8, spki);
    } catch (InvalidInputException invalid) {
      throw ServiceException.badParameter(invalid);
    }
  }

  static ObjectNode write(Attributes attributes) {
    return KeyJson.attributes(attributes);
  }

  static Attributes readAttributes(JsonNode node) {
    return new Attributes(
        node.get("enabled").asBoolean(),
        node.has("nbf") ? node.get("nbf").asLong() : null,
        node.has("exp") ? node.get("exp").asLong() : null,
        node.get("created").asLong(),
        node.get("updated").asLong());
  }

  static void put(ObjectNode node, Map<String, String> tags) {
    if (tags != null) {
      node.set("tags", Json.object(tags));
    }
  }

  static Map<String, String> readTags(JsonNode node) {
    JsonNode tags = node.get("tags");
    if (tags == null) {
      return null;
    }
    Map<String, String> read = new LinkedHashMap<>();
    tags.properties().forEach(tag -> read.put(tag.getKey(), tag.getValue().asText()));
    return read;
  }

  static ArrayNode writeChain(List<byte[]> chain) {
    ArrayNode node = Json.array();
    chain.forEach(node::add);
    return node;
  }

  static List<byte[]> readChain(JsonNode node) {
    List<byte[]> chain = new ArrayList<>();
    node.forEach(element -> chain.add(bytes(element)));
    return chain;
  }

  static List<String> texts(JsonNode node) {
    List<String> texts = new ArrayList<>();
    node.forEach(element -> texts.add(element.asText()));
    return texts;
  }

  private static byte[] bytes(JsonNode node) {
    return Base64.getDecoder().decode(node.asText());
  }
}
