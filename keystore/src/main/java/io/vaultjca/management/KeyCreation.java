package io.vaultjca.management;

import com.azure.json.JsonProviders;
import com.azure.json.JsonWriter;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;

/** Writes the request for a new key ({@code keys/create} in the REST reference). */
final class KeyCreation {
  private KeyCreation() {}

  static String json(NewKey key) {
    StringWriter text = new StringWriter();
    try (JsonWriter json = JsonProviders.createWriter(text)) {
      json.writeStartObject();
      shape(json, key);
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

  private static void shape(JsonWriter json, NewKey key) throws IOException {
    String hardware = key.hardware() ? "-HSM" : "";
    if (key.shape() instanceof NewKey.Shape.Rsa rsa) {
      json.writeStringField("kty", "RSA" + hardware);
      json.writeIntField("key_size", rsa.bits());
    } else if (key.shape() instanceof NewKey.Shape.Ec ec) {
      json.writeStringField("kty", "EC" + hardware);
      json.writeStringField("crv", ec.curve());
    } else if (key.shape() instanceof NewKey.Shape.Akp akp) {
      json.writeStringField("kty", "AKP" + hardware);
      json.writeStringField("alg", akp.algorithm());
    } else {
      json.writeStringField("kty", "oct-HSM");
      json.writeIntField("key_size", ((NewKey.Shape.Symmetric) key.shape()).bits());
    }
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
