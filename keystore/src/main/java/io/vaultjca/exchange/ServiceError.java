package io.vaultjca.exchange;

import com.azure.json.JsonProviders;
import com.azure.json.JsonReader;
import io.vaultjca.text.OneLine;
import io.vaultjca.transport.Answer;
import java.io.IOException;
import java.util.Map;

/**
 * The body {@code {"error":{"code","message","innererror":{"code"}}}} of a refusal; codes may be
 * null, the message may be empty. Its words come from whoever answered: they are one line of a
 * bounded length.
 */
record ServiceError(String code, String innerCode, String message) {
  private static final ServiceError NONE = new ServiceError(null, null, "");

  static ServiceError of(Answer answer) {
    if (answer.body().length == 0) {
      return NONE;
    }
    try (JsonReader reader = JsonProviders.createReader(answer.body())) {
      Map<String, Object> root = reader.readMap(JsonReader::readUntyped);
      if (root != null && root.get("error") instanceof Map<?, ?> error) {
        String message = text(error.get("message"));
        return new ServiceError(
            text(error.get("code")),
            error.get("innererror") instanceof Map<?, ?> inner ? text(inner.get("code")) : null,
            message == null ? "" : message);
      }
    } catch (IOException | RuntimeException e) {
      // Not the service's form, say a proxy's page: the status has to do.
      return NONE;
    }
    return NONE;
  }

  /** The same with words that may be shown. */
  ServiceError redacted(Operation operation) {
    return new ServiceError(
        code == null ? null : operation.redacted(code),
        innerCode == null ? null : operation.redacted(innerCode),
        operation.redacted(message));
  }

  String codes() {
    if (code == null) {
      return "without an error code";
    }
    return innerCode == null ? code : code + "/" + innerCode;
  }

  String innermostCode() {
    return innerCode == null ? code : innerCode;
  }

  private static String text(Object value) {
    return value instanceof String text ? OneLine.of(text) : null;
  }
}
