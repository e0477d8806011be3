package io.vaultjca.provider.cipher;

import io.vaultjca.handle.KeyHandle;
import java.security.spec.AlgorithmParameterSpec;

/**
 * What an init with a key in a vault leaves: every request until the next init belongs to it.
 * Immutable, and not a record: two inits are never equal.
 */
final class CipherOperation {
  private final Direction direction;
  private final KeyHandle key;
  private final AlgorithmParameterSpec parameters;

  CipherOperation(Direction direction, KeyHandle key, AlgorithmParameterSpec parameters) {
    this.direction = direction;
    this.key = key;
    this.parameters = parameters;
  }

  Direction direction() {
    return direction;
  }

  /** Whether it encrypts or wraps. */
  boolean isForward() {
    return direction.isForward();
  }

  KeyHandle key() {
    return key;
  }

  /** The parameters in use, as the transformation checked or made them; or null. */
  AlgorithmParameterSpec parameters() {
    return parameters;
  }
}
