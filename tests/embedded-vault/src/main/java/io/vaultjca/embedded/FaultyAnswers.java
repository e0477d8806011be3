package io.vaultjca.embedded;

import io.vaultjca.embedded.http.Response;
import io.vaultjca.embedded.http.Response.Delivery;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Base64;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Turns a fault into the response that a client sees. */
final class FaultyAnswers {
  private FaultyAnswers() {}

  /** Makes error responses in the format of the service that got the request. */
  @FunctionalInterface
  interface Refusals {
    Response refusal(int status, String code, @Nullable String innerCode, String message);
  }

  /** Answers a request, normally if there is no fault. */
  static Response answer(
      @Nullable Fault fault, Refusals service, Instant now, Supplier<Response> performance) {
    if (fault instanceof Fault.Throttled throttled) {
      Response refusal =
          service.refusal(
              429,
              "Throttled",
              "VaultRequestTypeLimitReached",
              "Request was not processed because too many requests were received. Reason: VaultRequestTypeLimitReached");
      return withRetryAfter(refusal, throttled, now);
    }
    if (fault instanceof Fault.ServerError) {
      return service.refusal(500, "InternalServerError", null, "An internal error occurred.");
    }
    if (fault instanceof Fault.Unavailable) {
      return service.refusal(
          503, "ServiceUnavailable", null, "The service is temporarily unavailable.");
    }
    if (fault instanceof Fault.Unauthorized unauthorized) {
      Response refusal =
          service.refusal(
              401, "Unauthorized", null, "[TokenExpired] Error validating token: 'S2S12086'.");
      return unauthorized.claims() == null ? refusal : claims(refusal, unauthorized.claims());
    }
    if (fault instanceof Fault.Challenge challenge) {
      return service
          .refusal(401, "Unauthorized", null, "AKV10000: Request is missing a Bearer token.")
          .withHeader("WWW-Authenticate", challenge.header());
    }
    if (fault instanceof Fault.Reset || fault instanceof Fault.Hang) {
      Response nothing = Response.of(200, List.of(), null);
      return nothing.with(
          fault instanceof Fault.Reset ? new Delivery.Reset() : new Delivery.Never());
    }
    Response response = performance.get();
    if (fault instanceof Fault.Truncated && response.body() != null) {
      return response.with(new Delivery.Truncated());
    }
    if (fault instanceof Fault.ResetInTheMiddle && response.body() != null) {
      return response.with(new Delivery.ResetInTheMiddle());
    }
    if (fault instanceof Fault.Trickle trickle && response.body() != null) {
      return response.with(new Delivery.Trickle(trickle.perByte()));
    }
    if (fault instanceof Fault.Body body) {
      return response.withStatus(body.status()).withBody(body.text());
    }
    if (fault instanceof Fault.Oversized oversized) {
      return response
          .withStatus(oversized.status())
          .with(new Delivery.Spaces(oversized.bytes(), oversized.announced()));
    }
    if (fault instanceof Fault.Garbage) {
      return response.withBody("<html><body>Bad gateway</body></html>");
    }
    if (fault instanceof Fault.Rewritten rewritten && response.body() != null) {
      return response.withBody(
          rewritten.rewriting().apply(new String(response.body(), StandardCharsets.UTF_8)));
    }
    return response;
  }

  private static Response withRetryAfter(Response refusal, Fault.Throttled throttled, Instant now) {
    Duration wait = throttled.delay();
    long seconds = wait.plusMillis(999).toSeconds();
    return switch (throttled.header()) {
      case NONE -> refusal;
      case SECONDS -> refusal.withHeader("Retry-After", Long.toString(seconds));
      case DATE ->
          refusal.withHeader(
              "Retry-After",
              DateTimeFormatter.RFC_1123_DATE_TIME.format(
                  now.plusSeconds(seconds).atOffset(ZoneOffset.UTC)));
      case MILLISECONDS ->
          refusal.withHeader("x-ms-retry-after-ms", Long.toString(wait.toMillis()));
    };
  }

  private static Response claims(Response refusal, String claims) {
    String challenge =
        refusal.headers().stream()
            .filter(header -> header.name().equals("WWW-Authenticate"))
            .map(Response.Header::value)
            .findFirst()
            .orElseThrow();
    return refusal.withHeader(
        "WWW-Authenticate",
        "%s, error=\"insufficient_claims\", claims=\"%s\""
            .formatted(
                challenge,
                Base64.getEncoder().encodeToString(claims.getBytes(StandardCharsets.UTF_8))));
  }
}
