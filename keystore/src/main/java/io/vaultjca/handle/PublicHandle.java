package io.vaultjca.handle;

import io.vaultjca.key.VaultPublicKey;
import java.security.PublicKey;

/** A handle on the public half of a key. */
public sealed interface PublicHandle extends KeyHandle, VaultPublicKey
    permits RsaPublicHandle, EcPublicHandle, MlDsaPublicHandle {
  /**
   * The key without the way to its vault, for operations in the JVM: a provider of the JDK takes a
   * key of its own without converting it at each use.
   */
  PublicKey plain();
}
