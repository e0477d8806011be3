package io.vaultjca.key;

import io.vaultjca.vault.RemoteKey;
import java.io.NotSerializableException;
import java.io.ObjectStreamException;
import java.security.interfaces.ECKey;
import java.security.spec.ECParameterSpec;

/** A handle on an elliptic curve private key in a vault. */
public final class VaultEcPrivateKey implements VaultPrivateKey, ECKey {
  private static final long serialVersionUID = 1L;

  private final transient VaultEcPublicKey publicKey;
  private final transient ProofOfPossession proof = new ProofOfPossession();

  VaultEcPrivateKey(VaultEcPublicKey publicKey) {
    this.publicKey = publicKey;
  }

  @Override
  public RemoteKey remote() {
    return publicKey.remote();
  }

  @Override
  public VaultEcPublicKey publicKey() {
    return publicKey;
  }

  @Override
  public ProofOfPossession proof() {
    return proof;
  }

  /**
   * The key's curve.
   *
   * @return the curve
   */
  public Curve curve() {
    return publicKey.curve();
  }

  @Override
  public ECParameterSpec getParams() {
    // Explicit, because JDK 22 and later inherit it from two interfaces.
    return publicKey.getParams();
  }

  @Override
  public String getAlgorithm() {
    return "EC";
  }

  @Override
  public String getFormat() {
    return null;
  }

  @Override
  public byte[] getEncoded() {
    return null;
  }

  private Object writeReplace() throws ObjectStreamException {
    throw new NotSerializableException("The private key " + id() + " does not leave its vault");
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof VaultEcPrivateKey key && id().equals(key.id());
  }

  @Override
  public int hashCode() {
    return id().hashCode();
  }

  @Override
  public String toString() {
    return id().toString();
  }
}
