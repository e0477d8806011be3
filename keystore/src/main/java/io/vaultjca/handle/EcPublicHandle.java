package io.vaultjca.handle;

import io.vaultjca.key.Curve;
import io.vaultjca.vault.RemoteKey;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECParameterSpec;
import java.security.spec.ECPoint;
import java.security.spec.X509EncodedKeySpec;

/** A handle on the public half of an elliptic curve key in a vault. */
public final class EcPublicHandle extends PublicHandle implements ECPublicKey {
  private static final long serialVersionUID = 1L;

  private final Curve curve;
  private final transient ECPoint point;
  private transient int hash;

  EcPublicHandle(RemoteKey remote, Curve curve, ECPoint point) {
    super(remote, "EC", EcPoints.encode(curve, point));
    this.curve = curve;
    this.point = point;
  }

  /** Returns this handle: SunEC takes any key by its point, but does not support all curves. */
  @Override
  public ECPublicKey plain() {
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
  public int hashCode() {
    // Needs no lock: all threads compute the same number.
    if (hash == 0) {
      hash = hashOfTheJdksKey();
    }
    return hash;
  }

  /** Asks the JDK, because its versions have different formulas. */
  private int hashOfTheJdksKey() {
    try {
      return KeyFactory.getInstance("EC", "SunEC")
          .generatePublic(new X509EncodedKeySpec(getEncoded()))
          .hashCode();
    } catch (GeneralSecurityException e) {
      // SunEC does not support the curve.
      return super.hashCode();
    }
  }
}
