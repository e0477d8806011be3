package io.vaultjca.handle;

import io.vaultjca.key.VaultPublicKey;
import java.security.PublicKey;
import java.util.Arrays;

/** A handle on the public half of a key. */
public sealed interface PublicHandle extends KeyHandle, VaultPublicKey
    permits RsaPublicHandle, EcPublicHandle, MlDsaPublicHandle {
  /**
   * The key without the way to its vault, for operations in the JVM: a provider of the JDK takes a
   * key of its own without converting it at each use.
   */
  PublicKey plain();

  /** Whether this is the key of a certificate that has the given one. */
  default boolean isCertifiedAs(PublicKey certified) {
    return Arrays.equals(getEncoded(), certified.getEncoded());
  }
}
