package io.vaultjca.management;

import com.azure.json.JsonProviders;
import com.azure.json.JsonWriter;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;

/**
 * The request for a key of the type {@code AKP} (keys/create of the REST interface, since
 * 2026-05-01-preview), which the SDK does not know.
 */
final class AkpCreation {
  private AkpCreation() {}

  static String json(NewKey key, String algorithm) {
    StringWriter text = new StringWriter();
    try (JsonWriter json = JsonProviders.createWriter(text)) {
      json.writeStartObject();
      json.writeStringField("kty", key.hardware() ? "AKP-HSM" : "AKP");
      json.writeStringField("alg", algorithm);
      if (!key.operations().isEmpty()) {
        json.writeArrayField("key_ops", key.operations(), JsonWriter::writeString);
      }
      attributes(json, key);
      if (!key.tags().isEmpty()) {
        json.writeMapField("tags", key.tags(), JsonWriter::writeString);
      }
      if (key.releasePolicy().isPresent()) {
        byte[] policy = key.releasePolicy().get().getBytes(StandardCharsets.UTF_8);
        String data = Base64.getUrlEncoder().withoutPadding().encodeToString(policy);
        json.writeMapField("release_policy", Map.of("data", data), JsonWriter::writeString);
      }
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return text.toString();
  }

  private static void attributes(JsonWriter json, NewKey key) throws IOException {
    json.writeStartObject("attributes");
    if (key.notBefore().isPresent()) {
      json.writeLongField("nbf", key.notBefore().get().getEpochSecond());
    }
    if (key.expires().isPresent()) {
      json.writeLongField("exp", key.expires().get().getEpochSecond());
    }
    if (key.exportable()) {
      json.writeBooleanField("exportable", true);
    }
    json.writeEndObject();
  }
}
