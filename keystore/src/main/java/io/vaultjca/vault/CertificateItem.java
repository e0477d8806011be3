package io.vaultjca.vault;

import java.time.Instant;
import java.util.Optional;

/**
 * A certificate in a list.
 *
 * @param name its name, as the service spells it
 * @param enabled whether its current version may be used
 * @param notBefore when it becomes valid
 * @param expires when it stops being valid
 * @param created when its current version was made
 */
public record CertificateItem(
    String name,
    boolean enabled,
    Optional<Instant> notBefore,
    Optional<Instant> expires,
    Optional<Instant> created) {}
