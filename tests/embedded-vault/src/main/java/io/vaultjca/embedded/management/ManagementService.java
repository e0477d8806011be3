package io.vaultjca.embedded.management;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vaultjca.embedded.http.Request;
import io.vaultjca.embedded.http.Response;
import io.vaultjca.embedded.service.AccessTokens;
import io.vaultjca.embedded.service.AccessTokens.Grant;
import io.vaultjca.embedded.service.Json;
import io.vaultjca.embedded.service.PageSizes;
import io.vaultjca.embedded.store.Settings;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Azure Resource Manager, as far as vaults are concerned: finds the route of a request, checks that
 * the token is for the management plane, and writes the response. There is one subscription with
 * two resource groups.
 */
public final class ManagementService {
  /** The only subscription. */
  public static final String SUBSCRIPTION = "00000000-0000-0000-0000-000000000000";

  /** The resource groups: the first contains the embedded vault itself. */
  public static final List<String> GROUPS = List.of("embedded", "other");

  static final String TYPE = "Microsoft.KeyVault/vaults";

  private static final Pattern UUID_FORM =
      Pattern.compile("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}");

  /** The API versions in the specification, and that of the list of all resources. */
  private static final Set<String> VERSIONS =
      Set.of(
          "2016-10-01",
          "2018-02-14",
          "2019-09-01",
          "2021-10-01",
          "2022-07-01",
          "2022-11-01",
          "2023-02-01",
          "2023-07-01",
          "2024-11-01",
          "2025-05-01",
          "2026-02-01",
          "2026-03-01-preview",
          "2026-04-01-preview");

  private static final Set<String> VERSIONS_OF_RESOURCES = Set.of("2015-11-01", "2021-04-01");
  private static final String WRONG_TOKEN =
      "error=\"invalid_token\", error_description=\"The access token is invalid.\"";
  private static final String NO_TOKEN =
      "error=\"invalid_token\", error_description=\"The authentication failed because of missing 'Authorization' header.\"";

  private final Settings settings;
  private final AccessTokens tokens;
  private final String baseUri;
  private final List<ArmRoute> routes;

  /** A request whose operation is known, ready to be performed. */
  public record Resolved(String operation, Supplier<Response> answer) {}

  /**
   * Creates the service with only the embedded vault.
   *
   * @param baseUri its address: {@code https://HOST:PORT}
   */
  public ManagementService(
      Settings settings, AccessTokens tokens, PageSizes pageSizes, String baseUri) {
    this.settings = settings;
    this.tokens = tokens;
    this.baseUri = baseUri;
    VaultResource vaults =
        new VaultResource(
            settings,
            new LongOperations(baseUri, settings.deletionDelay()),
            new VaultLists(baseUri, pageSizes));
    if (!settings.managedHsm()) {
      vaults.plant(embedded());
    }
    this.routes = vaults.routes();
  }

  private ManagedVault embedded() {
    ObjectNode properties = Json.object();
    properties
        .putObject("sku")
        .put("family", "A")
        .put("name", settings.premium() ? "premium" : "standard");
    properties.put("tenantId", AccessTokens.TENANT);
    properties.set("accessPolicies", Json.array(List.of()));
    properties.put("enableSoftDelete", true);
    properties.put("softDeleteRetentionInDays", settings.recoverableDays());
    properties.put("enableRbacAuthorization", !settings.accessPolicies());
    if (settings.purgeProtection()) {
      properties.put("enablePurgeProtection", true);
    }
    properties.put("publicNetworkAccess", "Enabled");
    Instant now = settings.now();
    return new ManagedVault(
        GROUPS.get(0),
        "embedded",
        "westus",
        baseUri,
        Map.of(),
        properties,
        "embedded-vault",
        now,
        now,
        now,
        null,
        null);
  }

  /** Resolves a request; empty if it is not for the management plane. */
  public Optional<Resolved> resolve(Request request) {
    if (!request.path().get(0).equalsIgnoreCase("subscriptions")) {
      return Optional.empty();
    }
    Optional<String> token =
        request
            .header("Authorization")
            .filter(value -> value.regionMatches(true, 0, "Bearer ", 0, 7))
            .map(value -> value.substring(7).strip());
    Optional<Response> refusal = token.isEmpty() ? Optional.of(noToken()) : mistake(token.get());
    if (refusal.isPresent()) {
      return Optional.of(new Resolved("challenge", refusal::get));
    }
    Grant grant = tokens.known(token.get()).orElseThrow();
    Optional<ArmRoute> route =
        routes.stream()
            .filter(row -> row.method().equals(request.method()))
            .filter(row -> row.match(request.path()).isPresent())
            .findFirst();
    return Optional.of(
        new Resolved(
            route.map(ArmRoute::operation).orElse("unknown"),
            () -> {
              try {
                return response(perform(request, route, grant));
              } catch (ArmException refused) {
                return error(refused.status(), refused.code(), refused.getMessage());
              }
            }));
  }

  /** Returns an error for a fault, in Resource Manager's format without inner codes. */
  public Response refusal(int status, String code, String unused, String message) {
    return switch (status) {
      case 401 ->
          error(401, "InvalidAuthenticationToken", "The access token is invalid.")
              .withHeader("WWW-Authenticate", challenge(WRONG_TOKEN));
      case 429 ->
          error(
              429,
              "TooManyRequests",
              "Number of requests for subscription '%s' exceeded the limit. Please try again later."
                  .formatted(SUBSCRIPTION));
      default -> error(status, code, message);
    };
  }

  private Response noToken() {
    return error(
            401,
            "AuthenticationFailed",
            "Authentication failed. The 'Authorization' header is missing.")
        .withHeader("WWW-Authenticate", challenge(NO_TOKEN));
  }

  /** Returns the refusal of a token; empty if it is accepted. */
  private Optional<Response> mistake(String token) {
    Optional<Grant> grant = tokens.known(token);
    Response refusal;
    if (grant.isEmpty()) {
      refusal = error(401, "InvalidAuthenticationToken", "The access token is invalid.");
    } else if (!AccessTokens.isManagement(grant.get().audience())) {
      refusal =
          error(
              401,
              "InvalidAuthenticationTokenAudience",
              "The access token has been obtained for wrong audience or resource '%s'. It should exactly match with one of the allowed audiences 'https://management.core.windows.net/','https://management.core.windows.net','https://management.azure.com/','https://management.azure.com'."
                  .formatted(grant.get().audience()));
    } else if (grant.get().expires() <= settings.nowSeconds()) {
      refusal =
          error(
              401,
              "ExpiredAuthenticationToken",
              "The access token expiry UTC time '%s' is earlier than current UTC time '%s'."
                  .formatted(Instant.ofEpochSecond(grant.get().expires()), settings.now()));
    } else {
      return Optional.empty();
    }
    return Optional.of(refusal.withHeader("WWW-Authenticate", challenge(WRONG_TOKEN)));
  }

  /** Unlike a vault's challenge, this one does not name the resource. */
  private String challenge(String why) {
    return "Bearer authorization_uri=\"%s/%s\", %s".formatted(baseUri, AccessTokens.TENANT, why);
  }

  private ArmAnswer perform(Request request, Optional<ArmRoute> route, Grant grant)
      throws ArmException {
    String version = version(request);
    subscription(request);
    if (route.isEmpty()) {
      throw unknown(request);
    }
    Map<String, String> caught = route.get().match(request.path()).orElseThrow();
    if (!grant.permits(route.get().operation())) {
      throw forbidden(request, route.get(), grant);
    }
    String group = caught.get("group");
    if (group != null && GROUPS.stream().noneMatch(group::equalsIgnoreCase)) {
      throw new ArmException(
          404, "ResourceGroupNotFound", "Resource group '%s' could not be found.".formatted(group));
    }
    return route.get().operate().perform(new ArmCall(request, version, caught, grant.appId()));
  }

  private static String version(Request request) throws ArmException {
    String version = request.query().get("api-version");
    if (version == null || version.isEmpty()) {
      throw new ArmException(
          400,
          "MissingApiVersionParameter",
          "The api-version query parameter (?api-version=) is required for all requests.");
    }
    boolean resources =
        request.path().size() == 3 && request.path().get(2).equalsIgnoreCase("resources");
    Set<String> known = resources ? VERSIONS_OF_RESOURCES : VERSIONS;
    if (!known.contains(version)) {
      throw new ArmException(
          400,
          "InvalidApiVersionParameter",
          "The api-version '%s' is invalid. The supported versions are '%s'."
              .formatted(version, known.stream().sorted().collect(Collectors.joining(","))));
    }
    return version;
  }

  private static void subscription(Request request) throws ArmException {
    String subscription = request.path().size() > 1 ? request.path().get(1) : "";
    if (!UUID_FORM.matcher(subscription).matches()) {
      throw new ArmException(
          400,
          "InvalidSubscriptionId",
          "The provided subscription identifier '%s' is malformed or invalid."
              .formatted(subscription));
    }
    if (!subscription.equalsIgnoreCase(SUBSCRIPTION)) {
      throw new ArmException(
          404,
          "SubscriptionNotFound",
          "The subscription '%s' could not be found.".formatted(subscription));
    }
  }

  private ArmException unknown(Request request) {
    boolean otherMethod =
        routes.stream().anyMatch(route -> route.match(request.path()).isPresent());
    return otherMethod
        ? new ArmException(
            405,
            "MethodNotAllowed",
            "The HTTP method '%s' is not supported at scope '/%s'."
                .formatted(request.method(), String.join("/", request.path())))
        : new ArmException(
            404,
            "InvalidResourceType",
            "The resource type could not be found at '/%s' in the namespace 'Microsoft.KeyVault'."
                .formatted(String.join("/", request.path())));
  }

  private static ArmException forbidden(Request request, ArmRoute route, Grant grant) {
    return new ArmException(
        403,
        "AuthorizationFailed",
        "The client '%s' with object id '%s' does not have authorization to perform action '%s' over scope '/%s' or the scope is invalid. If access was recently granted, please refresh your credentials."
            .formatted(
                grant.appId(),
                AccessTokens.OBJECT,
                route.action(),
                String.join("/", request.path())));
  }

  private static Response response(ArmAnswer answer) {
    List<Response.Header> headers = headers(answer.body() != null);
    answer.headers().forEach((name, value) -> headers.add(new Response.Header(name, value)));
    byte[] none = answer.status() == 204 ? null : new byte[0];
    return Response.of(
        answer.status(), headers, answer.body() == null ? none : Json.bytes(answer.body()));
  }

  private static Response error(int status, String code, String message) {
    ObjectNode document = Json.object();
    document.putObject("error").put("code", code).put("message", message);
    return Response.of(status, headers(true), Json.bytes(document));
  }

  private static List<Response.Header> headers(boolean json) {
    List<Response.Header> headers = new ArrayList<>();
    if (json) {
      headers.add(new Response.Header("Content-Type", "application/json; charset=utf-8"));
    }
    headers.add(new Response.Header("Cache-Control", "no-cache"));
    headers.add(new Response.Header("Pragma", "no-cache"));
    headers.add(new Response.Header("Expires", "-1"));
    headers.add(
        new Response.Header("Strict-Transport-Security", "max-age=31536000; includeSubDomains"));
    headers.add(new Response.Header("X-Content-Type-Options", "nosniff"));
    String id = UUID.randomUUID().toString();
    headers.add(new Response.Header("x-ms-request-id", id));
    headers.add(new Response.Header("x-ms-correlation-request-id", id));
    return headers;
  }
}
