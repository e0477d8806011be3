package io.vaultjca.exchange;

import io.vaultjca.config.ConnectionConfig;
import io.vaultjca.config.VaultAddress;
import io.vaultjca.config.VaultType;
import io.vaultjca.transport.Answer;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A vault's demands of a token (RFC 6750, section 3; "Authentication, requests and responses", Key
 * Vault documentation; "Continuous access evaluation", Microsoft Entra documentation).
 *
 * @param scope the OAuth 2.0 scope
 * @param tenant the tenant of the authority, if it names one
 * @param claims further claims that the token must have, as JSON
 */
public record Challenge(String scope, Optional<String> tenant, Optional<String> claims) {
  private static final Pattern PARAMETER = Pattern.compile("([A-Za-z_]+)\\s*=\\s*\"([^\"]*)\"");
  private static final Pattern TENANT = Pattern.compile("[0-9a-zA-Z.-]{1,256}");
  private static final int LONGEST = 1 << 14;

  /** The challenge of an answer 401; empty if it has none, or a malformed one. */
  static Optional<Challenge> of(Answer answer) {
    return parameters(answer).flatMap(Challenge::parse);
  }

  /** The same challenge with the claims that an answer 401 demands; all else of it is ignored. */
  Challenge withClaimsOf(Answer answer) {
    return new Challenge(scope, tenant, parameters(answer).flatMap(Challenge::claims));
  }

  private static Optional<Map<String, String>> parameters(Answer answer) {
    return answer
        .header("WWW-Authenticate")
        .filter(value -> value.length() <= LONGEST)
        .filter(value -> value.toLowerCase(Locale.ROOT).startsWith("bearer "))
        .map(
            header -> {
              Map<String, String> parameters = new HashMap<>();
              Matcher matcher = PARAMETER.matcher(header);
              while (matcher.find()) {
                parameters.putIfAbsent(matcher.group(1).toLowerCase(Locale.ROOT), matcher.group(2));
              }
              return parameters;
            });
  }

  private static Optional<String> claims(Map<String, String> parameters) {
    return Optional.ofNullable(parameters.get("claims")).flatMap(Challenge::decoded);
  }

  private static Optional<Challenge> parse(Map<String, String> parameters) {
    String resource = parameters.get("resource");
    String scope = parameters.getOrDefault("scope", resource == null ? "" : resource + "/.default");
    if (host(scope) == null) {
      return Optional.empty();
    }
    String authority =
        parameters.getOrDefault("authorization", parameters.get("authorization_uri"));
    return Optional.of(new Challenge(scope, tenant(authority), claims(parameters)));
  }

  private static Optional<String> tenant(@Nullable String authority) {
    try {
      String path = authority == null ? "" : URI.create(authority).getPath();
      String[] segments = path == null ? new String[0] : path.split("/", 3);
      return segments.length > 1 && TENANT.matcher(segments[1]).matches()
          ? Optional.of(segments[1])
          : Optional.empty();
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static Optional<String> decoded(String base64) {
    try {
      return Optional.of(new String(Base64.getDecoder().decode(base64), StandardCharsets.UTF_8));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /** The host of the resource that the scope names; null if its scheme is not HTTPS. */
  @Nullable String resourceHost() {
    return scope.toLowerCase(Locale.ROOT).startsWith("https:") ? host(scope) : null;
  }

  /** Whether the configured vault may receive the token that this challenge demands. */
  boolean isOfHost(ConnectionConfig config) {
    return !config.verifyChallengeResource()
        || VaultAddress.isResourceOf(resourceHost(), config.uri());
  }

  /** The type of the services with this resource, if its name shows it. */
  public Optional<VaultType> service() {
    String host = Objects.requireNonNullElse(host(scope), "").toLowerCase(Locale.ROOT);
    return host.startsWith("managedhsm.")
        ? Optional.of(VaultType.MANAGED_HSM)
        : host.startsWith("vault.") ? Optional.of(VaultType.VAULT) : Optional.empty();
  }

  private static @Nullable String host(String scope) {
    try {
      return URI.create(scope).getHost();
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  /** Whether both demand a token for the same resource and tenant. */
  boolean isLike(Challenge other) {
    return scope.equals(other.scope) && tenant.equals(other.tenant);
  }
}
