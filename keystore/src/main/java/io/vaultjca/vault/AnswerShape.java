package io.vaultjca.vault;

import com.azure.core.http.HttpPipelineCallContext;
import com.azure.core.http.HttpPipelinePosition;
import com.azure.core.http.HttpRequest;
import com.azure.core.http.HttpResponse;
import com.azure.core.http.policy.HttpPipelineSyncPolicy;
import com.azure.json.JsonProviders;
import com.azure.json.JsonReader;
import com.azure.json.JsonToken;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Looks at an answer before the SDK does, because the SDK
 *
 * <ul>
 *   <li>takes a list's page that is no JSON, a proxy's error page say, for an empty list;
 *   <li>reads for ever where a list or an object stands in the place of a string;
 *   <li>logs, as an error, the beginning of an answer in which a number or a boolean is of another
 *       type: of a secret's answer, its value.
 * </ul>
 *
 * So an answer that is not of the form that the service's reference gives is refused here; members
 * that are not known are passed over.
 */
final class AnswerShape extends HttpPipelineSyncPolicy {
  /** The deepest answer, a certificate's policy, has six levels. */
  private static final int DEEPEST = 10;

  private static final int FIRST_FAILURE = 400;
  private static final Pattern LISTS = Pattern.compile("/+(keys|certificates)/*");

  /** What a member may hold; null is allowed everywhere. */
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

  private static final Map<String, Shape> MEMBERS = members();

  private static Map<String, Shape> members() {
    Map<String, Shape> members = new HashMap<>();
    add(
        members,
        Shape.VALUE,
        "value kid id sid x5t cer csr nextLink alg iv tag aad n e d p q dp dq qi k key_hsm kty crv"
            + " x y recoveryLevel hsmPlatform contentType recoveryId status status_details target"
            + " request_id subject name cty action_type code message data provider"
            + " previousVersion");
    add(
        members,
        Shape.OBJECT,
        "key attributes policy release_policy error innererror key_props secret_props x509_props"
            + " sans issuer trigger action");
    add(members, Shape.LIST_OF_VALUES, "key_ops key_usage ekus emails dns_names upns x5c");
    add(
        members,
        Shape.BOOLEAN,
        "enabled exportable managed reuse_key immutable cancellation_requested preserveCertOrder"
            + " cert_transparency");
    add(
        members,
        Shape.INTEGER,
        "recoverableDays validity_months key_size days_before_expiry lifetime_percentage");
    add(members, Shape.LONG, "nbf exp created updated deletedDate scheduledPurgeDate");
    add(members, Shape.OBJECT_OF_VALUES, "tags");
    add(members, Shape.LIST_OF_OBJECTS, "lifetime_actions");
    return Map.copyOf(members);
  }

  private static void add(Map<String, Shape> members, Shape shape, String names) {
    for (String name : names.split(" ", -1)) {
      members.put(name, shape);
    }
  }

  @Override
  protected HttpResponse afterReceivedResponse(
      HttpPipelineCallContext context, HttpResponse response) {
    if (response.getStatusCode() < FIRST_FAILURE && response.getStatusCode() != 204) {
      byte[] body = response.getBodyAsBinaryData().toBytes();
      try {
        check(body, isList(context.getHttpRequest()));
      } catch (IOException | IllegalStateException e) {
        // The parser's message quotes what it read, which may be a secret.
        throw new IllegalStateException(
            "it is not what the service promises (is there a proxy in between?)");
      }
    }
    return response;
  }

  @Override
  public HttpPipelinePosition getPipelinePosition() {
    return HttpPipelinePosition.PER_CALL;
  }

  /** {@code GET /keys} and {@code GET /certificates}: of versions no list is read. */
  private static boolean isList(HttpRequest request) {
    return LISTS.matcher(request.getUrl().getPath()).matches();
  }

  /**
   * Checks a body.
   *
   * @param list whether it is a page of a list
   * @throws IOException if it is no JSON
   * @throws IllegalStateException if it has another form than the service's answers
   */
  static void check(byte[] body, boolean list) throws IOException {
    try (JsonReader json = JsonProviders.createReader(body)) {
      require(json.nextToken() == JsonToken.START_OBJECT);
      boolean hasItems = false;
      boolean hasNext = false;
      for (JsonToken token = json.nextToken();
          token != JsonToken.END_OBJECT;
          token = json.nextToken()) {
        require(token == JsonToken.FIELD_NAME);
        String name = json.getFieldName();
        JsonToken value = json.nextToken();
        if (list && name.equals("value")) {
          hasItems = value != JsonToken.NULL;
          member(json, value, Shape.LIST_OF_OBJECTS, 1);
        } else {
          hasNext |= name.equals("nextLink") && value == JsonToken.STRING;
          member(json, value, MEMBERS.get(name), 1);
        }
      }
      // An empty answer is no empty list.
      require(!list || hasItems || hasNext);
    }
  }

  private static void member(JsonReader json, JsonToken value, Shape shape, int depth)
      throws IOException {
    require(value != null && value != JsonToken.END_DOCUMENT && depth < DEEPEST);
    if (shape == null) {
      json.skipChildren();
    } else if (value != JsonToken.NULL) {
      switch (shape) {
        case VALUE -> require(isValue(value));
        case BOOLEAN -> require(value == JsonToken.BOOLEAN);
        case INTEGER -> number(json, value, 9);
        case LONG -> number(json, value, 15);
        case OBJECT -> object(json, value, false, depth);
        case OBJECT_OF_VALUES -> object(json, value, true, depth);
        case LIST_OF_VALUES -> list(json, value, Shape.VALUE, depth);
        case LIST_OF_OBJECTS -> list(json, value, Shape.OBJECT, depth);
      }
    }
  }

  private static void object(JsonReader json, JsonToken start, boolean ofValues, int depth)
      throws IOException {
    require(start == JsonToken.START_OBJECT);
    for (JsonToken token = json.nextToken();
        token != JsonToken.END_OBJECT;
        token = json.nextToken()) {
      require(token == JsonToken.FIELD_NAME);
      Shape shape = ofValues ? Shape.VALUE : MEMBERS.get(json.getFieldName());
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

  /** A whole number of so many digits at most; the end of the year 9999, "never", has twelve. */
  private static void number(JsonReader json, JsonToken value, int digits) throws IOException {
    require(value == JsonToken.NUMBER && json.getString().matches("-?\\d{1," + digits + "}"));
  }

  private static boolean isValue(JsonToken token) {
    return token == JsonToken.STRING || token == JsonToken.NUMBER || token == JsonToken.BOOLEAN;
  }

  private static void require(boolean holds) {
    if (!holds) {
      throw new IllegalStateException("the answer has another form");
    }
  }
}
