package io.vaultjca.provider.cipher;

import io.vaultjca.key.VaultKey;
import java.security.spec.AlgorithmParameterSpec;

/**
 * What an init with a key in a vault leaves: every request until the next init is one of it.
 *
 * @param direction what to do
 * @param key the key
 * @param parameters the parameters in use, as the transformation checked or made them; or null
 */
record CipherOperation(Direction direction, VaultKey key, AlgorithmParameterSpec parameters) {
  boolean isForward() {
    return direction.isForward();
  }
}
