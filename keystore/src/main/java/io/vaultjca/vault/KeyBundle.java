package io.vaultjca.vault;

import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/**
 * A key as the service describes it.
 *
 * @param id its identifier, with the version
 * @param material its public part
 * @param operations what it may be used for, in the service's words: {@code sign}, {@code verify},
 *     …
 * @param enabled whether it may be used at all
 * @param notBefore when it may first be used to sign, encrypt or wrap
 * @param expires when it may last be used to sign, encrypt or wrap
 * @param created when this version was made
 */
public record KeyBundle(
    KeyId id,
    KeyMaterial material,
    Set<String> operations,
    boolean enabled,
    Optional<Instant> notBefore,
    Optional<Instant> expires,
    Optional<Instant> created) {

  /** Copies the operations. */
  public KeyBundle {
    operations = Set.copyOf(operations);
  }
}
