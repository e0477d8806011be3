package io.vaultjca.exchange;

import com.azure.json.JsonProviders;
import com.azure.json.JsonReader;
import io.vaultjca.text.OneLine;
import io.vaultjca.transport.Answer;
import java.io.IOException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The body {@code {"error":{"code","message","innererror":{"code"}}}} of a refusal. The words come
 * from an untrusted party, so each is cut to one line of a bounded length.
 */
record ServiceError(@Nullable String code, @Nullable String innerCode, String message) {
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
      // Not the service's form, perhaps a proxy's page: only the status counts.
    }
    return NONE;
  }

  /** The same error without the secrets of the request. */
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

  @Nullable String innermostCode() {
    return innerCode == null ? code : innerCode;
  }

  private static @Nullable String text(@Nullable Object value) {
    return value instanceof String text ? OneLine.of(text) : null;
  }
}
