package io.vaultjca.vault;

import io.vaultjca.key.KeyId;

/** A key as the service describes it: its identifier with the version, and its public part. */
public record KeyBundle(KeyId id, KeyMaterial material, Attributes attributes) {}
