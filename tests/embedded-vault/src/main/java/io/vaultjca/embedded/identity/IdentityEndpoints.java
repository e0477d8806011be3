package io.vaultjca.embedded.identity;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vaultjca.embedded.http.Request;
import io.vaultjca.embedded.http.Response;
import io.vaultjca.embedded.service.AccessTokens;
import io.vaultjca.embedded.service.Json;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * Answers token requests like Microsoft Entra ID and the managed identity services. Thread-safe.
 */
public final class IdentityEndpoints {
  private static final DateTimeFormatter TIMESTAMP =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss'Z'").withZone(ZoneOffset.UTC);
  private static final String JWT_BEARER = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

  private static final Set<String> OPEN_ID_SCOPES =
      Set.of("openid", "profile", "email", "offline_access");

  private final String baseUri;
  private final AccessTokens tokens;
  private final Accounts accounts;

  /** A request for a token or for discovery, with its name in the counters. */
  public record Resolved(String operation, Supplier<Response> answer) {}

  /** A refusal by Microsoft Entra ID. */
  private static final class Refused extends Exception {
    private static final long serialVersionUID = 1;
    private final int status;
    private final String error;
    private final int code;

    Refused(int status, String error, int code, String message) {
      super(message);
      this.status = status;
      this.error = error;
      this.code = code;
    }
  }

  public IdentityEndpoints(String baseUri, AccessTokens tokens, Accounts accounts) {
    this.baseUri = baseUri;
    this.tokens = tokens;
    this.accounts = accounts;
  }

  /** Resolves a request over HTTPS; empty if it is not for this endpoint. */
  public Optional<Resolved> resolve(Request request) {
    List<String> path = request.path();
    int last = path.size() - 1;
    if (path.get(last).equals("token") && path.contains("oauth2")) {
      return Optional.of(new Resolved("identity/token", () -> token(request)));
    }
    if (path.get(last).equals("openid-configuration") && path.contains(".well-known")) {
      return Optional.of(new Resolved("identity/openid", () -> openId(path.get(0))));
    }
    if (path.get(last).equals("instance") && path.contains("discovery")) {
      return Optional.of(new Resolved("identity/instance", () -> instance(request)));
    }
    return Optional.empty();
  }

  /** Resolves a request over plain HTTP, the transport of managed identities. */
  public Resolved resolveManagedIdentity(Request request) {
    if (request.path().equals(List.of("msi", "token"))) {
      return new Resolved("identity/app-service", () -> appService(request));
    }
    if (request.path().equals(List.of("metadata", "identity", "oauth2", "token"))) {
      return new Resolved("identity/imds", () -> imds(request));
    }
    return new Resolved("identity/unknown", () -> json(404, Json.object()));
  }

  private Response token(Request request) {
    Map<String, String> form = form(request);
    String tenant = request.path().get(0);
    boolean firstVersion = !request.path().contains("v2.0");
    String scope =
        firstVersion ? form.getOrDefault("resource", "") : resourceScope(form.get("scope"));
    String style = "client-secret";
    if (form.containsKey("client_assertion")) {
      style =
          accounts.isFederatedToken(form.get("client_assertion"))
              ? "federated-token"
              : "client-certificate";
    }
    boolean granted = false;
    try {
      String audience = authenticate(request, form, tenant, scope);
      granted = true;
      return json(200, granted(form.get("client_id"), audience, firstVersion));
    } catch (Refused refused) {
      return error(refused);
    } finally {
      accounts.record(
          new TokenRequest(
              style,
              tenant,
              form.getOrDefault("client_id", ""),
              scope,
              form.getOrDefault("claims", ""),
              granted));
    }
  }

  private String authenticate(
      Request request, Map<String, String> form, String tenant, String scope) throws Refused {
    if (!request.method().equals("POST")) {
      throw new Refused(405, "invalid_request", 900561, "The endpoint only accepts POST requests.");
    }
    if (!tenant.equals(AccessTokens.TENANT)) {
      throw new Refused(400, "invalid_request", 90002, "Tenant '" + tenant + "' not found.");
    }
    String grantType = form.get("grant_type");
    if (grantType == null) {
      throw new Refused(
          400,
          "invalid_request",
          900144,
          "The request body must contain the following parameter: 'grant_type'.");
    }
    if (!grantType.equals("client_credentials")) {
      throw new Refused(
          400,
          "unsupported_grant_type",
          70003,
          "The app requested an unsupported grant type '" + grantType + "'.");
    }
    String clientId = form.get("client_id");
    if (clientId == null) {
      throw new Refused(
          400,
          "invalid_request",
          900144,
          "The request body must contain the following parameter: 'client_id'.");
    }
    if (!accounts.knows(clientId)) {
      throw new Refused(
          400,
          "unauthorized_client",
          700016,
          "Application with identifier '%s' was not found in the directory '%s'."
              .formatted(clientId, tenant));
    }
    if (form.containsKey("client_assertion")) {
      checkAssertion(form, clientId);
    } else if (!accounts.isSecret(clientId, form.getOrDefault("client_secret", ""))) {
      throw new Refused(
          401,
          "invalid_client",
          7000215,
          "Invalid client secret provided. Ensure the secret being sent in the request is the client secret value, not the client secret ID, for a secret added to app '%s'."
              .formatted(clientId));
    }
    String audience = scope.endsWith("/.default") ? scope.substring(0, scope.length() - 9) : scope;
    if (!AccessTokens.isAudience(audience)) {
      throw new Refused(
          400,
          "invalid_resource",
          500011,
          "The resource principal named %s was not found in the tenant named %s."
              .formatted(audience, tenant));
    }
    return audience;
  }

  private void checkAssertion(Map<String, String> form, String clientId) throws Refused {
    String assertion = form.get("client_assertion");
    if (!JWT_BEARER.equals(form.get("client_assertion_type"))) {
      throw new Refused(
          400, "invalid_request", 900023, "The client_assertion_type is not supported.");
    }
    if (accounts.isFederatedToken(assertion)) {
      return;
    }
    Optional<String> mistake =
        Assertion.mistake(
            assertion,
            clientId,
            List.of(baseUri + "/" + AccessTokens.TENANT),
            accounts.certificates(clientId),
            Instant.now());
    if (mistake.isPresent()) {
      throw new Refused(
          401,
          "invalid_client",
          700027,
          "The certificate with identifier used to sign the client assertion is not registered on application, or the assertion is not valid: %s"
              .formatted(mistake.get()));
    }
  }

  /** Returns the scopes of resources; MSAL always adds those of OpenID Connect. */
  private static String resourceScope(String scopes) {
    return scopes == null
        ? ""
        : Arrays.stream(scopes.split(" ", -1))
            .filter(scope -> !OPEN_ID_SCOPES.contains(scope))
            .collect(Collectors.joining(" "));
  }

  private ObjectNode granted(String clientId, String audience, boolean firstVersion) {
    AccessTokens.Issued issued = tokens.issue(clientId, audience, accounts.permissions());
    ObjectNode node = Json.object();
    node.put("token_type", "Bearer");
    if (firstVersion) {
      node.put("expires_in", Long.toString(issued.lifetime()));
      node.put("ext_expires_in", Long.toString(issued.lifetime()));
      node.put("expires_on", Long.toString(issued.expires()));
      node.put("not_before", Long.toString(issued.expires() - issued.lifetime()));
      node.put("resource", audience);
    } else {
      node.put("expires_in", issued.lifetime());
      node.put("ext_expires_in", issued.lifetime());
    }
    node.put("access_token", issued.token());
    return node;
  }

  private Response appService(Request request) {
    boolean allowed =
        request.header("X-IDENTITY-HEADER").map(accounts::isIdentityHeader).orElse(false);
    if (!allowed) {
      return managedIdentityError("app-service", request, 403, "Forbidden");
    }
    return managedIdentity("app-service", request);
  }

  private Response imds(Request request) {
    if (!request.header("Metadata").orElse("").equals("true")) {
      return managedIdentityError("imds", request, 400, "Required metadata header not specified");
    }
    return managedIdentity("imds", request);
  }

  private Response managedIdentity(String style, Request request) {
    String audience = request.query().getOrDefault("resource", "");
    String clientId = request.query().getOrDefault("client_id", "");
    if (!AccessTokens.isAudience(audience)) {
      return managedIdentityError(style, request, 400, "invalid resource " + audience);
    }
    if (!clientId.isEmpty() && !accounts.knows(clientId)) {
      return managedIdentityError(style, request, 400, "Identity not found");
    }
    String identity = clientId.isEmpty() ? Accounts.SYSTEM_IDENTITY : clientId;
    AccessTokens.Issued issued = tokens.issue(identity, audience, accounts.permissions());
    ObjectNode node = Json.object();
    node.put("access_token", issued.token());
    node.put("client_id", identity);
    node.put("expires_in", Long.toString(issued.lifetime()));
    node.put("expires_on", Long.toString(issued.expires()));
    node.put("not_before", Long.toString(issued.expires() - issued.lifetime()));
    node.put("resource", audience);
    node.put("token_type", "Bearer");
    accounts.record(new TokenRequest(style, "", clientId, audience, "", true));
    return json(200, node);
  }

  private Response managedIdentityError(
      String style, Request request, int status, String description) {
    accounts.record(
        new TokenRequest(
            style,
            "",
            request.query().getOrDefault("client_id", ""),
            request.query().getOrDefault("resource", ""),
            "",
            false));
    ObjectNode node = Json.object();
    node.put("error", "invalid_request");
    node.put("error_description", description);
    return json(status, node);
  }

  private Response openId(String tenant) {
    String authority = baseUri + "/" + tenant;
    ObjectNode node = Json.object();
    node.put("token_endpoint", authority + "/oauth2/v2.0/token");
    node.set(
        "token_endpoint_auth_methods_supported",
        Json.array(List.of("client_secret_post", "private_key_jwt", "client_secret_basic")));
    node.put("jwks_uri", authority + "/discovery/v2.0/keys");
    node.set("response_types_supported", Json.array(List.of("code", "id_token")));
    node.set("subject_types_supported", Json.array(List.of("pairwise")));
    node.put("issuer", authority + "/v2.0");
    node.put("authorization_endpoint", authority + "/oauth2/v2.0/authorize");
    node.put("device_authorization_endpoint", authority + "/oauth2/v2.0/devicecode");
    node.put("end_session_endpoint", authority + "/oauth2/v2.0/logout");
    return json(200, node);
  }

  private Response instance(Request request) {
    String host = baseUri.substring("https://".length());
    String asked = request.query().getOrDefault("authorization_endpoint", baseUri);
    String tenant = asked.startsWith(baseUri + "/") ? asked.split("/", -1)[3] : "common";
    ObjectNode node = Json.object();
    node.put(
        "tenant_discovery_endpoint",
        "%s/%s/v2.0/.well-known/openid-configuration".formatted(baseUri, tenant));
    node.put("api-version", "1.1");
    ObjectNode metadata = node.putArray("metadata").addObject();
    metadata.put("preferred_network", host);
    metadata.put("preferred_cache", host);
    metadata.set("aliases", Json.array(List.of(host)));
    return json(200, node);
  }

  private static Response error(Refused refused) {
    String trace = UUID.randomUUID().toString();
    String correlation = UUID.randomUUID().toString();
    String now = TIMESTAMP.format(Instant.now());
    ObjectNode node = Json.object();
    node.put("error", refused.error);
    node.put(
        "error_description",
        "AADSTS%d: %s Trace ID: %s Correlation ID: %s Timestamp: %s"
            .formatted(refused.code, refused.getMessage(), trace, correlation, now));
    node.putArray("error_codes").add(refused.code);
    node.put("timestamp", now);
    node.put("trace_id", trace);
    node.put("correlation_id", correlation);
    node.put("error_uri", "https://login.microsoftonline.com/error?code=" + refused.code);
    return json(refused.status, node);
  }

  private static Response json(int status, ObjectNode body) {
    return Response.of(
        status,
        List.of(
            new Response.Header("Cache-Control", "no-store, no-cache"),
            new Response.Header("Pragma", "no-cache"),
            new Response.Header("Content-Type", "application/json; charset=utf-8"),
            new Response.Header("X-Content-Type-Options", "nosniff")),
        Json.bytes(body));
  }

  private static Map<String, String> form(Request request) {
    Map<String, String> form = new HashMap<>();
    for (String pair : new String(request.body(), StandardCharsets.UTF_8).split("&", -1)) {
      int equals = pair.indexOf('=');
      if (equals > 0) {
        form.put(
            URLDecoder.decode(pair.substring(0, equals), StandardCharsets.UTF_8),
            URLDecoder.decode(pair.substring(equals + 1), StandardCharsets.UTF_8));
      }
    }
    return form;
  }
}
