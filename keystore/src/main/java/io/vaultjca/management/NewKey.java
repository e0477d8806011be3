package io.vaultjca.management;

import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * A key that the service is to make.
 *
 * @param name its name; if there is a key of this name, it gets a new version
 * @param shape what kind of key
 * @param hardware whether it is to be made in an HSM
 * @param exportable whether it may be released; needs a release policy
 * @param releasePolicy the release policy, as JSON
 * @param operations what it may be used for, in the service's words; empty for the service's
 *     default
 * @param notBefore when it may first be used to sign, encrypt or wrap
 * @param expires when it may last be used to sign, encrypt or wrap
 * @param tags its tags
 */
public record NewKey(
    String name,
    Shape shape,
    boolean hardware,
    boolean exportable,
    Optional<String> releasePolicy,
    Set<String> operations,
    Optional<Instant> notBefore,
    Optional<Instant> expires,
    Map<String, String> tags) {
  /** Copies the collections. */
  public NewKey {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(shape, "shape");
    operations = Set.copyOf(operations);
    tags = Map.copyOf(tags);
  }

  /** The kinds of key. */
  public sealed interface Shape {
    /**
     * An RSA key.
     *
     * @param bits 2048, 3072 or 4096
     */
    record Rsa(int bits) implements Shape {}

    /**
     * A key on an elliptic curve.
     *
     * @param curve the service's name of the curve, such as {@code P-256}
     */
    record Ec(String curve) implements Shape {}

    /**
     * A symmetric key, in a Managed HSM.
     *
     * @param bits 128, 192 or 256
     */
    record Symmetric(int bits) implements Shape {}
  }
}
