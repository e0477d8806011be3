package io.vaultjca.management;

import com.azure.json.JsonProviders;
import com.azure.json.JsonReader;
import com.azure.json.JsonToken;
import io.vaultjca.VaultException;
import io.vaultjca.exchange.Operation;
import io.vaultjca.transport.Answer;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Checks the form of an answer before the SDK reads it, because the SDK
 *
 * <ul>
 *   <li>never returns if it finds a list or an object instead of a string;
 *   <li>logs the beginning of an answer as an error if a number or a boolean has another type,
 *       which includes the value of a secret.
 * </ul>
 *
 * So this class refuses an answer that does not have the form of the service's reference. It
 * ignores unknown members.
 */
final class AnswerShape {
  /** The deepest answer, a certificate's policy, has six levels. */
  private static final int DEEPEST = 10;

  private static final int NO_CONTENT = 204;

  /** What a member may hold. Null is allowed everywhere. */
  private enum Shape {
    VALUE,
    BOOLEAN,
    /** Of 32 bits. */
    INTEGER,
    /** In seconds, or another number of 64 bits. */
    LONG,
    OBJECT,
    OBJECT_OF_VALUES,
    LIST_OF_VALUES,
    LIST_OF_OBJECTS
  }

  /** The paths of lists: a collection, versions or issuers. */
  private static final Pattern LIST =
      Pattern.compile("/[a-z]+|/[a-z]+/[^/]+/versions|/certificates/issuers");

  private static final Map<String, Shape> MEMBERS = members();

  /** In a list the member {@code value} holds the items, elsewhere the value of a secret. */
  private static final Map<String, Shape> OF_LISTS = with("value", Shape.LIST_OF_OBJECTS);

  private static final Map<String, Shape> NAMED_FREELY = Map.of();

  private static Map<String, Shape> with(String name, Shape shape) {
    Map<String, Shape> members = new HashMap<>(MEMBERS);
    members.put(name, shape);
    return Map.copyOf(members);
  }

  private static Map<String, Shape> members() {
    Map<String, Shape> members = new HashMap<>();
    add(
        members,
        Shape.VALUE,
        """
        value kid id sid x5t cer csr nextLink alg iv tag aad n e d p q dp dq qi k key_hsm kty crv x \
        y recoveryLevel hsmPlatform contentType recoveryId status status_details target request_id \
        subject name cty action_type code message data provider previousVersion account_id pwd \
        first_name last_name email phone type timeAfterCreate timeBeforeExpiry expiryTime version \
        certificatePemFile privateKeyAttestation publicKeyAttestation""");
    add(
        members,
        Shape.OBJECT,
        """
        key attributes policy release_policy error innererror key_props secret_props x509_props \
        sans issuer trigger action credentials org_details attestation""");
    add(
        members,
        Shape.LIST_OF_VALUES,
        "key_ops key_usage ekus emails dns_names upns uris ipAddresses x5c");
    add(
        members,
        Shape.BOOLEAN,
        """
        enabled exportable managed reuse_key immutable cancellation_requested preserveCertOrder \
        cert_transparency""");
    add(
        members,
        Shape.INTEGER,
        "recoverableDays validity_months key_size days_before_expiry lifetime_percentage");
    add(members, Shape.LONG, "nbf exp created updated deletedDate scheduledPurgeDate");
    add(members, Shape.OBJECT_OF_VALUES, "tags");
    add(members, Shape.LIST_OF_OBJECTS, "lifetime_actions lifetimeActions contacts admin_details");
    return Map.copyOf(members);
  }

  private static void add(Map<String, Shape> members, Shape shape, String names) {
    for (String name : names.split(" ", -1)) {
      members.put(name, shape);
    }
  }

  private AnswerShape() {}

  /** Checks the answer to a request that succeeded. A failure does not quote it. */
  static void check(Operation operation, String path, Answer answer) throws VaultException {
    if (answer.status() == NO_CONTENT) {
      return;
    }
    try (JsonReader json = JsonProviders.createReader(answer.body())) {
      object(json, json.nextToken(), LIST.matcher(path).matches() ? OF_LISTS : MEMBERS, 0);
    } catch (IOException | IllegalStateException e) {
      // The parser's message quotes what it read, which may be a secret.
      throw operation.anotherForm();
    }
  }

  private static void member(
      JsonReader json, @Nullable JsonToken value, @Nullable Shape shape, int depth)
      throws IOException {
    if (value == null || value == JsonToken.END_DOCUMENT || depth >= DEEPEST) {
      throw anotherForm();
    }
    if (shape == null) {
      json.skipChildren();
    } else if (value != JsonToken.NULL) {
      switch (shape) {
        case VALUE -> require(isValue(value));
        case BOOLEAN -> require(value == JsonToken.BOOLEAN);
        case INTEGER -> number(json, value, 9);
        case LONG -> number(json, value, 15);
        case OBJECT -> object(json, value, MEMBERS, depth);
        case OBJECT_OF_VALUES -> object(json, value, NAMED_FREELY, depth);
        case LIST_OF_VALUES -> list(json, value, Shape.VALUE, depth);
        case LIST_OF_OBJECTS -> list(json, value, Shape.OBJECT, depth);
      }
    }
  }

  private static void object(
      JsonReader json, JsonToken start, Map<String, Shape> members, int depth) throws IOException {
    require(start == JsonToken.START_OBJECT);
    for (JsonToken token = json.nextToken();
        token != JsonToken.END_OBJECT;
        token = json.nextToken()) {
      require(token == JsonToken.FIELD_NAME);
      Shape shape = members == NAMED_FREELY ? Shape.VALUE : members.get(json.getFieldName());
      member(json, json.nextToken(), shape, depth + 1);
    }
  }

  private static void list(JsonReader json, JsonToken start, Shape items, int depth)
      throws IOException {
    require(start == JsonToken.START_ARRAY);
    for (JsonToken token = json.nextToken();
        token != JsonToken.END_ARRAY;
        token = json.nextToken()) {
      require(token != JsonToken.NULL);
      member(json, token, items, depth + 1);
    }
  }

  /** Requires a whole number. "Never", the end of the year 9999, has twelve digits. */
  private static void number(JsonReader json, JsonToken value, int digits) throws IOException {
    require(value == JsonToken.NUMBER && json.getString().matches("-?\\d{1," + digits + "}"));
  }

  private static boolean isValue(JsonToken token) {
    return token == JsonToken.STRING || token == JsonToken.NUMBER || token == JsonToken.BOOLEAN;
  }

  private static void require(boolean holds) {
    if (!holds) {
      throw anotherForm();
    }
  }

  private static IllegalStateException anotherForm() {
    return new IllegalStateException("the answer has another form");
  }
}
