package io.vaultjca.key;

import io.vaultjca.vault.RemoteKey;
import java.io.ObjectStreamException;
import java.security.KeyRep;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECParameterSpec;
import java.security.spec.ECPoint;

/** A handle on the public half of an elliptic curve key in a vault. */
public final class VaultEcPublicKey implements VaultPublicKey, ECPublicKey {
  private static final long serialVersionUID = 1L;

  private final transient RemoteKey remote;
  private final Curve curve;
  private final transient ECPoint point;
  private final transient byte[] encoded;

  VaultEcPublicKey(RemoteKey remote, Curve curve, ECPoint point) {
    this.remote = remote;
    this.curve = curve;
    this.point = point;
    this.encoded = curve.encode(point);
  }

  @Override
  public RemoteKey remote() {
    return remote;
  }

  @Override
  public ECPublicKey plain() {
    // SunEC uses any key by its point, without converting it; it knows not all of the curves.
    return this;
  }

  /**
   * The key's curve.
   *
   * @return the curve
   */
  public Curve curve() {
    return curve;
  }

  @Override
  public ECPoint getW() {
    return point;
  }

  @Override
  public ECParameterSpec getParams() {
    // Explicit, because JDK 22 and later inherit it from two interfaces.
    return curve.parameters();
  }

  @Override
  public String getAlgorithm() {
    return "EC";
  }

  @Override
  public String getFormat() {
    return "X.509";
  }

  @Override
  public byte[] getEncoded() {
    return encoded.clone();
  }

  private Object writeReplace() throws ObjectStreamException {
    return new KeyRep(KeyRep.Type.PUBLIC, getAlgorithm(), getFormat(), getEncoded());
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof VaultEcPublicKey key && id().equals(key.id());
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
