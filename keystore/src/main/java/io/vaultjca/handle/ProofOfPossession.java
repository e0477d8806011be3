package io.vaultjca.handle;

/**
 * Whether the vault has shown that it holds the private half of a handle's public key: by a
 * signature that the public key verifies. A handle learns its public key from a certificate or from
 * the service's description; that the key in the vault is that very one shows its first signature.
 *
 * <p>Safe for use by several threads. Once given, a proof stays.
 */
public final class ProofOfPossession {
  private volatile boolean given;

  ProofOfPossession() {}

  /** Whether a signature was seen to verify. */
  public boolean isGiven() {
    return given;
  }

  /** Says that a signature was seen to verify. */
  public void give() {
    given = true;
  }
}
