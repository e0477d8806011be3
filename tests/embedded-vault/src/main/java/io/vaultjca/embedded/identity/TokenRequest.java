package io.vaultjca.embedded.identity;

/**
 * What a client sent to get a token; no secret is kept.
 *
 * @param style {@code client-secret}, {@code client-certificate}, {@code federated-token}, {@code
 *     app-service} or {@code imds}
 * @param tenantId empty for a managed identity
 * @param clientId empty if none was sent, as for a system-assigned managed identity
 * @param scope the scope without those of OpenID Connect, or the resource
 * @param claims the JSON of the {@code claims} parameter; empty if none was sent
 * @param granted whether a token was given
 */
public record TokenRequest(
    String style, String tenantId, String clientId, String scope, String claims, boolean granted) {}
