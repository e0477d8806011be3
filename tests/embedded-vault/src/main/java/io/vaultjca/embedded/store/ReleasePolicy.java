package io.vaultjca.embedded.store;

/**
 * The conditions under which a key may be released.
 *
 * @param contentType of the data
 * @param data the policy, base64url
 */
public record ReleasePolicy(String contentType, String data, boolean immutable) {}
