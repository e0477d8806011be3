package io.vaultjca.vault;

import com.azure.core.http.HttpHeaderName;
import com.azure.core.http.HttpRequest;
import com.azure.core.http.HttpResponse;
import com.azure.core.util.BinaryData;
import com.azure.json.JsonProviders;
import com.azure.json.JsonReader;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The body {@code {"error":{"code","message","innererror":{"code"}}}} of a refusal. Its words come
 * from whoever answered, and go into exceptions and logs: they are one line of a bounded length,
 * and a gateway that repeats the request in them does not get its token or its content through.
 *
 * @param code the outer code, or null
 * @param innerCode the inner code, or null
 * @param message the service's words, empty if there are none
 */
record ServiceError(String code, String innerCode, String message) {
  private static final ServiceError NONE = new ServiceError(null, null, "");

  /** The members of requests that hold what is secret: plaintexts, private keys, passwords. */
  private static final Set<String> SECRET =
      Set.of("value", "pwd", "d", "p", "q", "dp", "dq", "qi", "k", "key_hsm");

  /** What is shorter would be found in words that have nothing to do with it. */
  private static final int SHORTEST_SECRET = 6;

  static ServiceError of(HttpResponse response) {
    byte[] body = response.getBodyAsBinaryData().toBytes();
    if (body.length == 0) {
      return NONE;
    }
    try (JsonReader reader = JsonProviders.createReader(body)) {
      Map<String, Object> root = reader.readMap(JsonReader::readUntyped);
      if (root != null && root.get("error") instanceof Map<?, ?> error) {
        List<String> secrets = secrets(response.getRequest());
        String message = text(error.get("message"), secrets);
        return new ServiceError(
            text(error.get("code"), secrets),
            error.get("innererror") instanceof Map<?, ?> inner
                ? text(inner.get("code"), secrets)
                : null,
            message == null ? "" : message);
      }
    } catch (IOException | RuntimeException e) {
      // Not the service's form, say a proxy's page: the status has to do.
      return NONE;
    }
    return NONE;
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

  private static String text(Object value, List<String> secrets) {
    if (!(value instanceof String text)) {
      return null;
    }
    String without = text;
    for (String secret : secrets) {
      without = without.replace(secret, "[left out]");
    }
    return OneLine.of(without);
  }

  /** What of a request nobody may read, the longest first. */
  private static List<String> secrets(HttpRequest request) {
    List<String> secrets = new ArrayList<>();
    String authorization = request.getHeaders().getValue(HttpHeaderName.AUTHORIZATION);
    if (authorization != null) {
      secrets.add(authorization.substring(authorization.indexOf(' ') + 1));
    }
    BinaryData body = request.getBodyAsBinaryData();
    if (body != null) {
      try (JsonReader reader = JsonProviders.createReader(body.toBytes())) {
        add(secrets, reader.readUntyped());
      } catch (IOException | IllegalStateException e) {
        // No JSON, so nothing in it has a name.
        secrets.add(body.toString());
      }
    }
    secrets.removeIf(secret -> secret.length() < SHORTEST_SECRET);
    secrets.sort(Comparator.comparingInt(String::length).reversed());
    return secrets;
  }

  private static void add(List<String> secrets, Object json) {
    if (json instanceof Map<?, ?> object) {
      object.forEach(
          (name, value) -> {
            if (value instanceof String text && SECRET.contains(String.valueOf(name))) {
              secrets.add(text);
            } else {
              add(secrets, value);
            }
          });
    }
  }
}
