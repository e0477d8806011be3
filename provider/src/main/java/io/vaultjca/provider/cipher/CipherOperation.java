package io.vaultjca.provider.cipher;

import io.vaultjca.handle.KeyHandle;
import java.security.spec.AlgorithmParameterSpec;
import org.jspecify.annotations.Nullable;

/**
 * The state that an init with a key in a vault creates. All requests until the next init belong to
 * it. Compare it by identity: a second init with the same key is another one.
 *
 * @param parameters those of the program, later those that the transformation uses; null for none
 */
record CipherOperation(
    Direction direction, KeyHandle key, @Nullable AlgorithmParameterSpec parameters) {
  /** The same operation with the parameters to use. */
  CipherOperation with(@Nullable AlgorithmParameterSpec used) {
    return new CipherOperation(direction, key, used);
  }

  boolean isForward() {
    return direction.isForward();
  }
}
