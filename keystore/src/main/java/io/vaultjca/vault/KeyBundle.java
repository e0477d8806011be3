package io.vaultjca.vault;

import io.vaultjca.key.KeyId;

/**
 * A key as the service describes it.
 *
 * @param id its identifier, with the version
 * @param material its public part
 * @param attributes whether it may be used, and when
 */
public record KeyBundle(KeyId id, KeyMaterial material, Attributes attributes) {}
