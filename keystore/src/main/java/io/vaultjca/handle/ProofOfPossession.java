package io.vaultjca.handle;

/**
 * Whether the vault has proved that it holds the private half of a handle's public key: by a
 * signature that the public key verifies. A handle gets its public key from a certificate or from
 * the service's description. Only the first signature shows that the key in the vault matches.
 *
 * <p>Safe for use by several threads. A proof is never taken back.
 */
public final class ProofOfPossession {
  private volatile boolean given;

  ProofOfPossession() {}

  /** Whether a signature has been verified. */
  public boolean isGiven() {
    return given;
  }

  /** Records that a signature has been verified. */
  public void give() {
    given = true;
  }
}
