package io.vaultjca.handle;

import io.vaultjca.key.Curve;
import java.security.interfaces.ECKey;
import java.security.spec.ECParameterSpec;

/** A handle on an elliptic curve private key in a vault. */
public final class EcPrivateHandle extends OpaqueHandle
    implements PrivateHandle, ECKey, WithParameters {
  private static final long serialVersionUID = 1L;

  private final transient EcPublicHandle publicKey;
  private final transient ProofOfPossession proof = new ProofOfPossession();

  EcPrivateHandle(EcPublicHandle publicKey) {
    super(publicKey.remote(), "EC");
    this.publicKey = publicKey;
  }

  @Override
  public EcPublicHandle publicKey() {
    return publicKey;
  }

  @Override
  public ProofOfPossession proof() {
    return proof;
  }

  public Curve curve() {
    return publicKey.curve();
  }

  @Override
  public ECParameterSpec getParams() {
    return publicKey.getParams();
  }
}
