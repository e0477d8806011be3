package io.vaultjca.handle;

import io.vaultjca.key.VaultPrivateKey;

/** A handle on a private key in a vault. */
public abstract sealed class PrivateHandle extends OpaqueHandle
    implements KeyHandle, VaultPrivateKey
    permits RsaPrivateHandle, EcPrivateHandle, MlDsaPrivateHandle {
  private static final long serialVersionUID = 1L;

  private transient volatile boolean proven;

  PrivateHandle(PublicHandle publicKey) {
    super(publicKey.remote(), publicKey.getAlgorithm());
  }

  @Override
  public abstract PublicHandle publicKey();

  /**
   * Whether a signature of the vault has been verified with the public key. The handle has that key
   * from a certificate or from the service's description, so only this proves that they match.
   */
  public final boolean isProven() {
    return proven;
  }

  /** Records that a signature has been verified. This is never taken back. */
  public final void proved() {
    proven = true;
  }
}
