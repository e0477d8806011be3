package io.vaultjca;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A value that must never be printed: a client secret, a password, an access token.
 *
 * <p>Immutable and safe for use by several threads. {@link #toString()} prints {@code ***}.
 */
public final class Secret {
  private final String value;

  /**
   * Wraps a secret value.
   *
   * @param value the secret
   * @throws NullPointerException if the value is null
   */
  public Secret(String value) {
    this.value = Objects.requireNonNull(value, "value");
  }

  /** {@return the secret itself, for the code that sends it} */
  public String reveal() {
    return value;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Secret secret && value.equals(secret.value);
  }

  @Override
  public int hashCode() {
    return value.hashCode();
  }

  @Override
  public String toString() {
    return "***";
  }
}
