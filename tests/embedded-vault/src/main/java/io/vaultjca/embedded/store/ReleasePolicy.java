package io.vaultjca.embedded.store;

/**
 * Under which conditions a key may leave the vault.
 *
 * @param contentType of the data
 * @param data the policy, base64url
 */
public record ReleasePolicy(String contentType, String data, boolean immutable) {}
