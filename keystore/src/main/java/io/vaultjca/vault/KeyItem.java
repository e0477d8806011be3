package io.vaultjca.vault;

import java.time.Instant;
import java.util.Optional;

/**
 * A key in a list.
 *
 * @param name its name, as the service spells it
 * @param enabled whether its current version may be used
 * @param notBefore when it becomes valid
 * @param expires when it stops being valid
 * @param managed whether it belongs to a certificate of the same name
 */
public record KeyItem(
    String name,
    boolean enabled,
    Optional<Instant> notBefore,
    Optional<Instant> expires,
    boolean managed) {}
