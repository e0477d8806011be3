package io.vaultjca.management;

import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * A key for the service to create. An existing key with this name gets a new version.
 *
 * @param hardware whether an HSM protects it
 * @param exportable whether it may be released, which needs a release policy
 * @param releasePolicy the release policy as JSON
 * @param operations the permitted operations in the service's words; empty for the service's
 *     default
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
  public NewKey {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(shape, "shape");
    operations = Set.copyOf(operations);
    tags = Map.copyOf(tags);
  }

  /** The type of a key and its size or curve. */
  public sealed interface Shape {
    /** An RSA key of 2048, 3072 or 4096 bits. */
    record Rsa(int bits) implements Shape {}

    /** A key on a curve in the service's notation, such as {@code P-256}. */
    record Ec(String curve) implements Shape {}

    /** A key pair for an algorithm in the service's notation, such as {@code ML-DSA-65}. */
    record Akp(String algorithm) implements Shape {}

    /** A symmetric key of 128, 192 or 256 bits, which is always in an HSM. */
    record Symmetric(int bits) implements Shape {}
  }
}
