package io.vaultjca.vault;

import com.azure.json.JsonProviders;
import com.azure.json.JsonReader;
import com.azure.json.JsonToken;
import io.vaultjca.VaultException;
import io.vaultjca.exchange.Operation;
import java.io.IOException;
import java.math.BigInteger;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * A JSON object from an answer, read strictly: a member has the type that the service's reference
 * gives it, or is null or missing. Members that nobody reads are ignored.
 *
 * <p>Every method throws {@link VaultException} if a member has another type.
 */
public final class JsonObject {
  /** The deepest answer, a certificate's policy, has six levels. */
  private static final int DEEPEST = 10;

  /** The end of the year 9999, "never", has twelve digits. */
  private static final String WHOLE_NUMBER = "-?\\d{1,15}";

  private static final String COUNT = "\\d{1,9}";

  private final Operation operation;
  private final Map<String, @Nullable Object> members;

  private JsonObject(Operation operation, Map<String, @Nullable Object> members) {
    this.operation = operation;
    this.members = members;
  }

  /** Parses the body of an operation's answer, which must be one JSON object. */
  public static JsonObject of(Operation operation, byte[] body) throws VaultException {
    try (JsonReader json = JsonProviders.createReader(body)) {
      if (json.nextToken() != JsonToken.START_OBJECT) {
        throw operation.anotherForm();
      }
      JsonObject object = object(operation, json, 1);
      if (json.nextToken() != null && json.currentToken() != JsonToken.END_DOCUMENT) {
        throw operation.anotherForm();
      }
      return object;
    } catch (VaultException e) {
      throw e;
    } catch (IOException | IllegalStateException e) {
      // The parser's message quotes what it read, which may be a secret.
      throw operation.anotherForm();
    }
  }

  private static JsonObject object(Operation operation, JsonReader json, int depth)
      throws IOException {
    requireShallow(operation, depth);
    Map<String, @Nullable Object> members = new LinkedHashMap<>();
    while (json.nextToken() != JsonToken.END_OBJECT) {
      if (json.currentToken() != JsonToken.FIELD_NAME) {
        throw operation.anotherForm();
      }
      String name = json.getFieldName();
      json.nextToken();
      members.put(name, value(operation, json, depth));
    }
    return new JsonObject(operation, members);
  }

  private static List<@Nullable Object> array(Operation operation, JsonReader json, int depth)
      throws IOException {
    requireShallow(operation, depth);
    List<@Nullable Object> items = new ArrayList<>();
    while (json.nextToken() != JsonToken.END_ARRAY) {
      items.add(value(operation, json, depth));
    }
    return items;
  }

  /** Returns a string, a boolean, an object, an array, a number as its digits, or null. */
  private static @Nullable Object value(Operation operation, JsonReader json, int depth)
      throws IOException {
    JsonToken token = json.currentToken();
    return switch (token == null ? JsonToken.END_DOCUMENT : token) {
      case STRING -> json.getString();
      case NUMBER -> new Digits(json.getString());
      case BOOLEAN -> json.getBoolean();
      case NULL -> null;
      case START_OBJECT -> object(operation, json, depth + 1);
      case START_ARRAY -> array(operation, json, depth + 1);
      default -> throw operation.anotherForm();
    };
  }

  /** A number as it is written, so that none loses its precision. */
  private record Digits(String text) {}

  private static void requireShallow(Operation operation, int depth) throws VaultException {
    if (depth > DEEPEST) {
      throw operation.anotherForm();
    }
  }

  private <T> Optional<T> member(String name, Class<T> type) throws VaultException {
    Object value = members.get(name);
    if (value != null && !type.isInstance(value)) {
      throw operation.anotherForm();
    }
    return Optional.ofNullable(type.cast(value));
  }

  /** Returns a string. */
  public Optional<String> text(String name) throws VaultException {
    return member(name, String.class);
  }

  /** Returns a boolean. */
  public Optional<Boolean> bool(String name) throws VaultException {
    return member(name, Boolean.class);
  }

  /** Returns an inner object. */
  public Optional<JsonObject> object(String name) throws VaultException {
    return member(name, JsonObject.class);
  }

  /** Returns a time, which the service writes in seconds since 1970. */
  public Optional<Instant> time(String name) throws VaultException {
    Optional<Digits> number = number(name, WHOLE_NUMBER);
    return number.isEmpty()
        ? Optional.empty()
        : Optional.of(Instant.ofEpochSecond(Long.parseLong(number.get().text())));
  }

  /** Returns a count or a size: a whole number that is not negative. */
  public OptionalInt count(String name) throws VaultException {
    Optional<Digits> number = number(name, COUNT);
    return number.isEmpty()
        ? OptionalInt.empty()
        : OptionalInt.of(Integer.parseInt(number.get().text()));
  }

  private Optional<Digits> number(String name, String form) throws VaultException {
    Optional<Digits> number = member(name, Digits.class);
    if (number.isPresent() && !number.get().text().matches(form)) {
      throw operation.anotherForm();
    }
    return number;
  }

  /** Returns bytes, which the service writes in base64 of either alphabet. */
  public Optional<byte[]> bytes(String name) throws VaultException {
    Optional<String> text = text(name);
    if (text.isEmpty()) {
      return Optional.empty();
    }
    try {
      return Optional.of(
          Base64.getUrlDecoder().decode(text.get().replace('+', '-').replace('/', '_')));
    } catch (IllegalArgumentException e) {
      throw operation.anotherForm();
    }
  }

  /** Returns a number of a public key, written as its magnitude in base64; never missing. */
  public BigInteger unsigned(String name) throws VaultException {
    Optional<byte[]> magnitude = bytes(name).filter(bytes -> bytes.length > 0);
    if (magnitude.isEmpty()) {
      throw operation.unusable("the public key is not complete");
    }
    return new BigInteger(1, magnitude.get());
  }

  /** Returns the objects of an array; empty if it is missing. */
  public List<JsonObject> objects(String name) throws VaultException {
    return items(name, JsonObject.class);
  }

  /** Returns the strings of an array; empty if it is missing. */
  public List<String> texts(String name) throws VaultException {
    return items(name, String.class);
  }

  private <T> List<T> items(String name, Class<T> type) throws VaultException {
    List<T> items = new ArrayList<>();
    for (Object item : member(name, List.class).orElse(List.of())) {
      if (!type.isInstance(item)) {
        throw operation.anotherForm();
      }
      items.add(type.cast(item));
    }
    return items;
  }

  /**
   * Returns all members in their order, as a new map: strings, booleans, whole numbers ({@link
   * Long}), lists and maps of these, and null.
   */
  public Map<String, @Nullable Object> members() throws VaultException {
    Map<String, @Nullable Object> plain = new LinkedHashMap<>();
    for (Map.Entry<String, @Nullable Object> member : members.entrySet()) {
      plain.put(member.getKey(), plain(member.getValue()));
    }
    return plain;
  }

  private @Nullable Object plain(@Nullable Object value) throws VaultException {
    if (value instanceof JsonObject object) {
      return object.members();
    }
    if (value instanceof List<?> list) {
      List<@Nullable Object> plain = new ArrayList<>();
      for (Object item : list) {
        plain.add(plain(item));
      }
      return plain;
    }
    if (value instanceof Digits number) {
      if (!number.text().matches(WHOLE_NUMBER)) {
        throw operation.anotherForm();
      }
      return Long.valueOf(number.text());
    }
    return value;
  }

  /** Returns the {@linkplain #members() members} of an inner object. */
  public Optional<Map<String, @Nullable Object>> members(String name) throws VaultException {
    Optional<JsonObject> inner = object(name);
    return inner.isPresent() ? Optional.of(inner.get().members()) : Optional.empty();
  }

  /** Whether a member exists and is not null. */
  public boolean has(String name) {
    return members.get(name) != null;
  }
}
