package io.vaultjca.embedded.identity;

/**
 * A token request of a client, without its secrets.
 *
 * @param style {@code client-secret}, {@code client-certificate}, {@code federated-token}, {@code
 *     app-service} or {@code imds}
 * @param tenantId empty for a managed identity
 * @param clientId empty if absent, as for a system-assigned managed identity
 * @param scope the scope without those of OpenID Connect, or the resource
 * @param claims the JSON of the {@code claims} parameter; empty if absent
 * @param granted whether the client got a token
 */
public record TokenRequest(
    String style, String tenantId, String clientId, String scope, String claims, boolean granted) {}
