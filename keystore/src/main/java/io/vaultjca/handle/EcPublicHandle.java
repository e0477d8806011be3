package io.vaultjca.handle;

import io.vaultjca.key.Curve;
import io.vaultjca.vault.RemoteKey;
import java.io.ObjectStreamException;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyRep;
import java.security.PublicKey;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECParameterSpec;
import java.security.spec.ECPoint;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;

/** A handle on the public half of an elliptic curve key in a vault. */
public final class EcPublicHandle implements PublicHandle, ECPublicKey {
  private static final long serialVersionUID = 1L;

  private final transient RemoteKey remote;
  private final Curve curve;
  private final transient ECPoint point;
  private final transient byte[] encoded;
  private transient int hash;

  EcPublicHandle(RemoteKey remote, Curve curve, ECPoint point) {
    this.remote = remote;
    this.curve = curve;
    this.point = point;
    this.encoded = EcPoints.encode(curve, point);
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
    return other instanceof PublicKey key && Arrays.equals(encoded, key.getEncoded());
  }

  @Override
  public int hashCode() {
    // Several threads compute the same number.
    if (hash == 0) {
      hash = hashOfTheJdksKey();
    }
    return hash;
  }

  /** The JDKs do not agree on the formula. */
  private int hashOfTheJdksKey() {
    try {
      return KeyFactory.getInstance("EC", "SunEC")
          .generatePublic(new X509EncodedKeySpec(encoded))
          .hashCode();
    } catch (GeneralSecurityException e) {
      // A curve that it does not know.
      return Arrays.hashCode(encoded);
    }
  }

  @Override
  public String toString() {
    return id().toString();
  }
}
