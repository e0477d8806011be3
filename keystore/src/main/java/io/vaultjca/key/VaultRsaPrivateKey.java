package io.vaultjca.key;

import io.vaultjca.vault.RemoteKey;
import java.io.NotSerializableException;
import java.io.ObjectStreamException;
import java.math.BigInteger;
import java.security.interfaces.RSAKey;
import java.security.spec.AlgorithmParameterSpec;

/** A handle on an RSA private key in a vault. */
public final class VaultRsaPrivateKey implements VaultPrivateKey, RSAKey {
  private static final long serialVersionUID = 1L;

  private final transient VaultRsaPublicKey publicKey;
  private final transient ProofOfPossession proof = new ProofOfPossession();

  VaultRsaPrivateKey(VaultRsaPublicKey publicKey) {
    this.publicKey = publicKey;
  }

  @Override
  public RemoteKey remote() {
    return publicKey.remote();
  }

  @Override
  public VaultRsaPublicKey publicKey() {
    return publicKey;
  }

  @Override
  public ProofOfPossession proof() {
    return proof;
  }

  @Override
  public BigInteger getModulus() {
    return publicKey.getModulus();
  }

  /** Null: the key is not restricted to one kind of padding. */
  @Override
  public AlgorithmParameterSpec getParams() {
    // Explicit, because JDK 22 and later inherit it from two interfaces.
    return null;
  }

  @Override
  public String getAlgorithm() {
    return "RSA";
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
    return other instanceof VaultRsaPrivateKey key && id().equals(key.id());
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
