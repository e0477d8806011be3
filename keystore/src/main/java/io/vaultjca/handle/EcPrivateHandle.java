package io.vaultjca.handle;

import io.vaultjca.key.Curve;
import java.security.interfaces.ECKey;
import java.security.spec.ECParameterSpec;

/** A handle on an elliptic curve private key in a vault. */
public final class EcPrivateHandle extends PrivateHandle implements ECKey, WithParameters {
  private static final long serialVersionUID = 1L;

  private final transient EcPublicHandle publicKey;

  EcPrivateHandle(EcPublicHandle publicKey) {
    super(publicKey);
    this.publicKey = publicKey;
  }

  @Override
  public EcPublicHandle publicKey() {
    return publicKey;
  }

  public Curve curve() {
    return publicKey.curve();
  }

  @Override
  public ECParameterSpec getParams() {
    return publicKey.getParams();
  }
}
