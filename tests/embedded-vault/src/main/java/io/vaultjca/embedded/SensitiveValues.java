package io.vaultjca.embedded;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.vaultjca.embedded.http.Request;
import io.vaultjca.embedded.http.Response;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Records the values that must not appear anywhere except on the wire: access tokens, client
 * secrets and assertions, imported private and secret keys, plaintexts and wrapped keys, secrets
 * and random bytes. Tests search their output for them. Recording is off by default.
 *
 * <p>Thread-safe.
 */
public final class SensitiveValues {
  /** The system property that names the file to which all vaults of the JVM append. */
  public static final String FILE_PROPERTY = "vaultjca.embedded.sensitive-values";

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final List<String> PRIVATE_PARTS =
      List.of("d", "p", "q", "dp", "dq", "qi", "k", "key_hsm");

  private final Set<Value> values = ConcurrentHashMap.newKeySet();
  private final Optional<Path> file;
  private final boolean recording;

  /**
   * One value.
   *
   * @param kind such as {@code access-token}
   * @param base64 the bytes, in base64 so that values can be compared
   */
  public record Value(String kind, String base64) {
    /** Returns the value's bytes. */
    public byte[] bytes() {
      return Base64.getDecoder().decode(base64);
    }

    /** Returns only the kind, so that the value cannot leak. */
    @Override
    public String toString() {
      return kind;
    }
  }

  SensitiveValues(boolean asked) {
    this.file = Optional.ofNullable(System.getProperty(FILE_PROPERTY)).map(Path::of);
    this.recording = asked || file.isPresent();
  }

  /** Returns a snapshot of the values so far; empty if recording is off. */
  public Set<Value> values() {
    return Set.copyOf(values);
  }

  /** Records the sensitive values of a request and its response. */
  void record(String operation, Request request, Response response) {
    if (!recording) {
      return;
    }
    request
        .header("Authorization")
        .filter(header -> header.startsWith("Bearer "))
        .ifPresent(header -> text("access-token", header.substring("Bearer ".length())));
    request.header("X-IDENTITY-HEADER").ifPresent(header -> text("identity-header", header));
    if (operation.startsWith(Counters.IDENTITY)) {
      identity(request, response);
      return;
    }
    JsonNode asked = json(request.body());
    JsonNode answered = response.status() < 300 ? json(response.body()) : JSON.createObjectNode();
    switch (operation.toLowerCase(Locale.ROOT)) {
      case "keys/encrypt", "keys/wrapkey" -> bytes("plaintext", asked.get("value"));
      case "keys/decrypt", "keys/unwrapkey" -> bytes("plaintext", answered.get("value"));
      case "keys/import" ->
          PRIVATE_PARTS.forEach(part -> bytes("private-key", asked.path("key").get(part)));
      case "secrets/get", "secrets/set" ->
          secret(operation.endsWith("set") ? asked : answered, request);
      case "certificates/import" -> secret(asked, request);
      case "rng" -> bytes("random", answered.get("value"));
      default -> {
        // The other operations carry only public data.
      }
    }
  }

  private void identity(Request request, Response response) {
    for (String pair : new String(request.body(), StandardCharsets.UTF_8).split("&", -1)) {
      for (String name : List.of("client_secret", "client_assertion")) {
        if (pair.startsWith(name + "=")) {
          text(
              name.replace('_', '-'),
              URLDecoder.decode(pair.substring(name.length() + 1), StandardCharsets.UTF_8));
        }
      }
    }
    JsonNode token = json(response.body()).get("access_token");
    if (token != null) {
      text("access-token", token.asText());
    }
  }

  /** Adds a secret's value; for a private key in PEM, its lines and the bytes they encode. */
  private void secret(JsonNode body, Request request) {
    JsonNode value = body.get("value");
    // A malicious service may send the object's identifier instead, which is public.
    if (value == null
        || !value.isTextual()
        || value.asText().endsWith(String.join("/", request.path()))) {
      return;
    }
    String text = value.asText();
    int key = text.indexOf("PRIVATE KEY-----");
    if (key < 0) {
      text("secret", text);
      return;
    }
    // The certificates around it are public.
    int end = text.indexOf("-----END", key);
    String encoded = text.substring(key + "PRIVATE KEY-----".length(), end);
    encoded.lines().map(String::strip).forEach(line -> text("private-key", line));
    add("private-key", Base64.getMimeDecoder().decode(encoded));
  }

  private void text(String kind, String value) {
    add(kind, value.getBytes(StandardCharsets.UTF_8));
  }

  private void bytes(String kind, @Nullable JsonNode base64Url) {
    if (base64Url != null && base64Url.isTextual()) {
      try {
        add(kind, Base64.getUrlDecoder().decode(base64Url.asText()));
      } catch (IllegalArgumentException malformed) {
        text(kind, base64Url.asText());
      }
    }
  }

  private void add(String kind, byte[] value) {
    Value one = new Value(kind, Base64.getEncoder().encodeToString(value));
    if (values.add(one) && file.isPresent()) {
      append(file.get(), one);
    }
  }

  private static synchronized void append(Path file, Value value) {
    try {
      Files.writeString(
          file,
          value.kind() + " " + value.base64() + "\n",
          StandardOpenOption.CREATE,
          StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static JsonNode json(byte @Nullable [] body) {
    try {
      return body == null || body.length == 0 ? JSON.createObjectNode() : JSON.readTree(body);
    } catch (IOException notJson) {
      return JSON.createObjectNode();
    }
  }
}
