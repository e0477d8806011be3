package io.vaultjca.embedded.service;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vaultjca.embedded.http.Request;
import io.vaultjca.embedded.http.Response;
import io.vaultjca.embedded.store.Settings;
import io.vaultjca.embedded.store.VaultState;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** The service: finds the route of a request, checks the token and writes the response. */
public final class VaultService {
  private static final String JSON = "application/json; charset=utf-8";

  private final VaultState state;
  private final AccessTokens tokens;
  private final CertificateIssuing issuing;
  private final List<Route> routes;
  private final RequestLimit limit;

  /** A request whose operation is known, ready to be performed. */
  public final class Resolved {
    private final String operation;
    private final Performance performance;

    private Resolved(String operation, Performance performance) {
      this.operation = operation;
      this.performance = performance;
    }

    /**
     * Returns the name of the operation, such as {@code keys/sign}; {@code challenge} for a request
     * that gets a 401, {@code unknown} for one without a route.
     */
    public String operation() {
      return operation;
    }

    public Response perform() {
      try {
        issuing.completeDueOperations();
        return response(performance.answer());
      } catch (ServiceException refusal) {
        return error(refusal);
      }
    }
  }

  @FunctionalInterface
  private interface Performance {
    Answer answer() throws ServiceException;
  }

  public VaultService(
      VaultState state, CertificateIssuing issuing, AccessTokens tokens, PageSizes pageSizes) {
    this(state, issuing, tokens, pageSizes, null);
  }

  /**
   * Creates the service of one vault.
   *
   * @param limit null for none
   */
  public VaultService(
      VaultState state,
      CertificateIssuing issuing,
      AccessTokens tokens,
      PageSizes pageSizes,
      RequestLimit limit) {
    this.state = state;
    this.limit = limit;
    this.tokens = tokens;
    this.issuing = issuing;
    Settings settings = state.settings();
    Page page = new Page(state.baseUri(), pageSizes, settings.managedHsm());
    KeyJson json = new KeyJson(settings, state.baseUri());
    List<Route> table = new ArrayList<>();
    table.addAll(new KeyLifecycleResource(state, json).routes());
    table.addAll(new KeyResource(state, json, page).routes());
    table.addAll(new CryptoResource(state, json).routes());
    if (settings.managedHsm()) {
      table.add(new RandomResource().route());
    } else {
      IssuerResource issuers = new IssuerResource(settings, state.baseUri(), page);
      table.addAll(issuers.routes());
      CertificateJson certificates = new CertificateJson(settings, state.baseUri());
      table.addAll(new PendingResource(state, issuing, issuers, certificates).routes());
      table.addAll(new CertificateLifecycleResource(state, issuing, certificates, page).routes());
      table.addAll(new CertificateResource(state, certificates, page).routes());
      table.addAll(new SecretResource(state, page).routes());
      SasResource sas = new SasResource(state, page);
      table.addAll(sas.routes());
      table.addAll(new StorageResource(state, page, sas).routes());
    }
    this.routes = List.copyOf(table);
  }

  /** Returns the table of operations, in the order in which they are tried. */
  List<Route> routes() {
    return routes;
  }

  /** Finds the operation of a request and checks its permission. */
  public Resolved resolve(Request request) {
    Optional<AccessTokens.Grant> grant = bearer(request).flatMap(tokens::grant);
    if (grant.isEmpty()) {
      return new Resolved(
          "challenge",
          () -> {
            throw unauthorized(request);
          });
    }
    for (Route route : routes) {
      if (route.method().equals(request.method())) {
        Optional<Map<String, String>> caught = route.match(request.path());
        if (caught.isPresent()) {
          return new Resolved(
              route.operation(), () -> perform(route, grant.get(), request, caught.get()));
        }
      }
    }
    return new Resolved(
        "unknown",
        () -> {
          ApiVersion.of(request.query().get("api-version"));
          throw unknown(request);
        });
  }

  private ServiceException unknown(Request request) {
    // The service ignores empty segments: in /keys//create the key's name is "create".
    List<String> path = request.path().stream().filter(segment -> !segment.isEmpty()).toList();
    boolean key = path.size() == 2 && path.get(0).equalsIgnoreCase(Kind.KEYS.plural());
    if (key && request.method().equals("POST")) {
      return ServiceException.badParameter("Operation not specified");
    }
    if (routes.stream().anyMatch(route -> route.match(path).isPresent())) {
      return new ServiceException(
          405, "MethodNotAllowed", null, "HTTP %s not allowed".formatted(request.method()));
    }
    return noResource(request);
  }

  static ServiceException noResource(Request request) {
    return new ServiceException(
        404,
        "BadParameter",
        null,
        "There is no resource '%s'.".formatted(String.join("/", request.path())));
  }

  private Answer perform(
      Route route, AccessTokens.Grant grant, Request request, Map<String, String> caught)
      throws ServiceException {
    ApiVersion version = ApiVersion.of(request.query().get("api-version"));
    if (limit != null) {
      limit.count(route, request, caught, state);
    }
    Call call = new Call(request, version, caught);
    if (!grant.permits(route)) {
      throw Refusal.of(route, grant, state, caught);
    }
    return route.action().perform(call);
  }

  private static Optional<String> bearer(Request request) {
    return request
        .header("Authorization")
        .filter(value -> value.regionMatches(true, 0, "Bearer ", 0, 7))
        .map(value -> value.substring(7).strip());
  }

  private ServiceException unauthorized(Request request) {
    Optional<String> token = bearer(request);
    if (token.isEmpty()) {
      return unauthorized("AKV10000: Request is missing a Bearer, PoP, or MTLS_POP token.");
    }
    return unauthorized(tokens.mistake(token.get()));
  }

  private static ServiceException unauthorized(String message) {
    return new ServiceException(401, "Unauthorized", null, message);
  }

  private Response response(Answer answer) {
    List<Response.Header> headers = new ArrayList<>();
    boolean hsm = state.settings().managedHsm();
    if (answer.body() != null) {
      headers.add(new Response.Header("Content-Type", JSON));
    }
    answer.headers().forEach((name, value) -> headers.add(new Response.Header(name, value)));
    headers.addAll(commonHeaders(true));
    byte[] body = null;
    if (answer.body() != null) {
      body = Json.bytes(hsm ? Json.sorted(answer.body()) : answer.body());
    }
    return Response.of(answer.status(), headers, body);
  }

  private Response error(ServiceException refusal) {
    List<Response.Header> headers = new ArrayList<>();
    boolean hsm = state.settings().managedHsm();
    headers.add(new Response.Header("Content-Type", JSON));
    if (refusal.status() == 401) {
      headers.add(new Response.Header("WWW-Authenticate", challenge()));
    }
    if (refusal.retryAfter() > 0) {
      headers.add(new Response.Header("Retry-After", Long.toString(refusal.retryAfter())));
    }
    headers.addAll(commonHeaders(!hsm));
    if (hsm && refusal.status() == 401) {
      return Response.of(401, headers, new byte[0]);
    }
    ObjectNode document = Json.object();
    ObjectNode error = document.putObject("error");
    error.put("code", refusal.code());
    error.put(
        "message",
        hsm
            ? "%s (Activity ID: %s)".formatted(refusal.getMessage(), UUID.randomUUID())
            : refusal.getMessage());
    if (refusal.innerCode() != null) {
      error.putObject("innererror").put("code", refusal.innerCode());
    }
    return Response.of(refusal.status(), headers, Json.bytes(document));
  }

  /** Returns the challenge; it names this server, so that clients can follow it. */
  private String challenge() {
    return "Bearer authorization=\"%s/%s\", resource=\"%s\""
        .formatted(state.baseUri(), AccessTokens.TENANT, tokens.resource());
  }

  /**
   * Returns the headers of every response.
   *
   * @param keyVault whether to include those that begin with x-ms-keyvault-
   */
  private List<Response.Header> commonHeaders(boolean keyVault) {
    boolean hsm = state.settings().managedHsm();
    List<Response.Header> headers = new ArrayList<>();
    headers.add(new Response.Header("Cache-Control", "no-cache"));
    headers.add(
        new Response.Header(
            "Strict-Transport-Security",
            hsm ? "max-age=31536000; includeSubDomains" : "max-age=31536000;includeSubDomains"));
    headers.add(new Response.Header("X-Content-Type-Options", "nosniff"));
    headers.add(new Response.Header("x-ms-request-id", UUID.randomUUID().toString()));
    if (keyVault) {
      headers.add(new Response.Header("x-ms-keyvault-region", "westus"));
      headers.add(
          new Response.Header(
              "x-ms-keyvault-network-info",
              "conn_type=Ipv4;addr=127.0.0.1;act_addr_fam=%s;"
                  .formatted(hsm ? "Ipv4" : "InterNetwork")));
    }
    if (hsm) {
      headers.add(new Response.Header("Content-Security-Policy", "default-src 'self'"));
      headers.add(new Response.Header("X-Frame-Options", "SAMEORIGIN"));
      headers.add(new Response.Header("x-ms-server-latency", "1"));
    } else {
      headers.add(new Response.Header("x-ms-keyvault-service-version", "1.9.3347.1"));
      headers.add(new Response.Header("Pragma", "no-cache"));
      headers.add(new Response.Header("Expires", "-1"));
      headers.add(
          new Response.Header(
              "Date", DateTimeFormatter.RFC_1123_DATE_TIME.format(now().atOffset(ZoneOffset.UTC))));
    }
    return headers;
  }

  /** Returns the time of the vault's clock. */
  public Instant now() {
    return state.settings().now();
  }

  /** Returns an error for a fault, in the service's format. */
  public Response refusal(int status, String code, String innerCode, String message) {
    return error(new ServiceException(status, code, innerCode, message));
  }
}
