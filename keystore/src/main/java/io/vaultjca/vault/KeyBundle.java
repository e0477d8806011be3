package io.vaultjca.vault;

import io.vaultjca.key.KeyId;
import java.util.Optional;

/**
 * A key as the service describes it: its identifier with the version, and its public part.
 *
 * @param externalKey the name of the key in the external HSM that holds it; empty for a key that
 *     the service itself holds
 */
public record KeyBundle(
    KeyId id, KeyMaterial material, Attributes attributes, Optional<String> externalKey) {}
