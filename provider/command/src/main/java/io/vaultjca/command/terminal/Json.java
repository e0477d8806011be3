package io.vaultjca.command.terminal;

import com.azure.json.JsonProviders;
import com.azure.json.JsonWriter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** Writes the values of {@link Fields} as JSON: for {@code --json} and for request bodies. */
public final class Json {
  private Json() {}

  /** Writes a value, or a list of values, on one line. */
  public static String of(Object value) {
    ByteArrayOutputStream json = new ByteArrayOutputStream();
    try (JsonWriter writer = JsonProviders.createWriter(json)) {
      write(writer, value);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return json.toString(StandardCharsets.UTF_8);
  }

  private static void write(JsonWriter writer, Object value) throws IOException {
    if (value instanceof Fields fields) {
      writer.writeStartObject();
      for (Map.Entry<String, Object> field : fields.values().entrySet()) {
        writer.writeFieldName(field.getKey());
        write(writer, field.getValue());
      }
      writer.writeEndObject();
    } else if (value instanceof List<?> list) {
      writer.writeStartArray();
      for (Object item : list) {
        write(writer, item);
      }
      writer.writeEndArray();
    } else if (value instanceof Instant instant) {
      writer.writeString(instant.toString());
    } else if (value instanceof Boolean bool) {
      writer.writeBoolean(bool);
    } else if (value instanceof Number number) {
      writer.writeRawValue(number.toString());
    } else {
      writer.writeString((String) value);
    }
  }
}
