package io.vaultjca.embedded.service;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vaultjca.embedded.store.Settings;
import java.security.NoSuchAlgorithmException;
import java.security.NoSuchProviderException;
import java.security.SecureRandom;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/**
 * Access tokens in the format of Microsoft Entra ID. They are valid because the vault remembers
 * them, not because of a signature. Thread-safe.
 */
public final class AccessTokens {
  /** The tenant in every token and challenge. */
  public static final String TENANT = "7c1b6a52-0f6b-4a32-9d3a-6f0f3e1c2b4d";

  private static final String VAULT = "https://vault.azure.net";
  private static final String MANAGED_HSM = "https://managedhsm.azure.net";
  private static final Set<String> AUDIENCES = Set.of(VAULT, MANAGED_HSM);

  /** The object identifier ({@code oid}) in every token. */
  public static final String OBJECT = "b0b1f9f5-2f4d-4f0a-8f0a-3f3f8a4f6a11";

  /** The audience of tokens for Azure Resource Manager; its old name is accepted, too. */
  public static final String MANAGEMENT = "https://management.azure.com";

  private static final Set<String> MANAGEMENT_AUDIENCES =
      Set.of(MANAGEMENT, "https://management.core.windows.net");

  private final Settings settings;
  private final String resource;
  private final SecureRandom random;
  private final Map<String, Grant> grants = new ConcurrentHashMap<>();

  /**
   * An issued token.
   *
   * @param expires seconds since the epoch
   * @param lifetime seconds
   */
  public record Issued(String token, long expires, long lifetime) {}

  /**
   * The permissions of a token.
   *
   * @param permissions operations, or permissions of an access policy, in lower case; {@code *} for
   *     all, {@code keys/*} for all of a collection
   * @param expires seconds since the epoch
   */
  public record Grant(String appId, String audience, Set<String> permissions, long expires) {
    boolean permits(Route route) {
      return permits(route.operation())
          || route.permissions().stream().anyMatch(this::permitsAlone);
    }

    /** Returns whether the token permits an operation, alone or with its collection. */
    public boolean permits(String operation) {
      return permitsAlone("*")
          || permitsAlone(operation)
          || permitsAlone(operation.substring(0, operation.indexOf('/') + 1) + "*");
    }

    private boolean permitsAlone(String name) {
      return permissions.contains(name.toLowerCase(Locale.ROOT));
    }

    /** Returns the caller as it appears in the service's messages. */
    String caller() {
      return "appid=%s;oid=%s;iss=https://sts.windows.net/%s/".formatted(appId, OBJECT, TENANT);
    }
  }

  public AccessTokens(Settings settings) {
    this.settings = settings;
    this.resource = settings.managedHsm() ? MANAGED_HSM : VAULT;
    try {
      this.random = SecureRandom.getInstance("DRBG", "SUN");
    } catch (NoSuchAlgorithmException | NoSuchProviderException impossible) {
      throw new IllegalStateException("every JDK has SUN's DRBG", impossible);
    }
  }

  /** Returns the audience of the tokens, which is also in the challenge. */
  public String resource() {
    return resource;
  }

  /** Returns whether a resource is a vault, a Managed HSM or Resource Manager. */
  public static boolean isAudience(String resource) {
    return AUDIENCES.contains(resource) || isManagement(resource);
  }

  /** Returns whether a resource is Azure Resource Manager, with or without a trailing slash. */
  public static boolean isManagement(String resource) {
    return MANAGEMENT_AUDIENCES.contains(
        resource.endsWith("/") ? resource.substring(0, resource.length() - 1) : resource);
  }

  /** Issues a token for an application and this vault, limited to the given operations. */
  public String issue(String appId, Set<String> permissions) {
    return issue(appId, resource, permissions).token();
  }

  /** Issues a token for an application and a resource, limited to the given operations. */
  public Issued issue(String appId, String audience, Set<String> permissions) {
    long now = settings.nowSeconds();
    long expires = now + settings.tokenLifetime().toSeconds();
    ObjectNode header = Json.object();
    header.put("typ", "JWT");
    header.put("alg", "RS256");
    header.put("kid", "embedded-vault");
    ObjectNode claims = Json.object();
    claims.put("aud", audience);
    claims.put("iss", "https://sts.windows.net/" + TENANT + "/");
    claims.put("iat", now);
    claims.put("nbf", now);
    claims.put("exp", expires);
    claims.put("appid", appId);
    claims.put("oid", OBJECT);
    claims.put("tid", TENANT);
    claims.put("ver", "1.0");
    byte[] secret = new byte[32];
    random.nextBytes(secret);
    String token =
        String.join(
            ".",
            Json.base64Url(Json.bytes(header)),
            Json.base64Url(Json.bytes(claims)),
            Json.base64Url(secret));
    Set<String> lowerCase =
        permissions.stream()
            .map(permission -> permission.toLowerCase(Locale.ROOT))
            .collect(Collectors.toUnmodifiableSet());
    grants.put(token, new Grant(appId, audience, lowerCase, expires));
    return new Issued(token, expires, expires - now);
  }

  /** Revokes every token issued so far. */
  public void revokeAll() {
    grants.clear();
  }

  /** Finds the grant of an issued token, with any audience, even if it has expired. */
  public Optional<Grant> known(String token) {
    return Optional.ofNullable(grants.get(token));
  }

  /** Finds the grant of a token that has not expired. */
  Optional<Grant> grant(String token) {
    return Optional.ofNullable(grants.get(token))
        .filter(grant -> grant.expires() > settings.nowSeconds())
        .filter(grant -> grant.audience().equals(resource));
  }

  /** Returns the service's message for a token without a grant. */
  String mistake(String token) {
    Grant grant = grants.get(token);
    if (grant == null) {
      return "[BearerReadAccessTokenFailed] Error validating token: 'S2S12005'.";
    }
    return grant.audience().equals(resource)
        ? "[TokenExpired] Error validating token: 'S2S12086'."
        : "AKV10022: Invalid audience. Expected %s, found: %s."
            .formatted(resource, grant.audience());
  }
}
