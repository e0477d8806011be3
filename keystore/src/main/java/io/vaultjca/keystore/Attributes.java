package io.vaultjca.keystore;

import java.time.Instant;
import java.util.Optional;

/**
 * What the service says of an object's use, in its own words: outside of these a key does not sign.
 *
 * @param enabled whether it may be used at all
 * @param notBefore when it becomes valid
 * @param expires when it stops being valid
 */
record Attributes(boolean enabled, Optional<Instant> notBefore, Optional<Instant> expires) {}
