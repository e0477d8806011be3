package io.vaultjca.provider.cipher;

import io.vaultjca.handle.KeyHandle;
import java.security.spec.AlgorithmParameterSpec;

/**
 * What an init with a key in a vault leaves: every request until the next init belongs to it. It is
 * compared by identity, for no two inits are the same.
 *
 * @param parameters as the transformation checked or made them; or null
 */
record CipherOperation(Direction direction, KeyHandle key, AlgorithmParameterSpec parameters) {
  boolean isForward() {
    return direction.isForward();
  }
}
