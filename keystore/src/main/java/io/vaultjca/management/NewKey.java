package io.vaultjca.management;

import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * A key that the service is to make; if there is a key of this name, it gets a new version.
 *
 * @param exportable whether it may be released; needs a release policy
 * @param releasePolicy the release policy, as JSON
 * @param operations what it may be used for, in the service's words; empty for the service's
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

  public sealed interface Shape {
    /** An RSA key of 2048, 3072 or 4096 bits. */
    record Rsa(int bits) implements Shape {}

    /** A key on the curve that the service names so, such as {@code P-256}. */
    record Ec(String curve) implements Shape {}

    /** A key pair for the algorithm that the service names so, such as {@code ML-DSA-65}. */
    record Akp(String algorithm) implements Shape {}

    /** A symmetric key of 128, 192 or 256 bits, which always is in an HSM. */
    record Symmetric(int bits) implements Shape {}
  }
}
