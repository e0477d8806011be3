package io.vaultjca.handle;

import io.vaultjca.key.MlDsaParameterSet;
import java.security.spec.NamedParameterSpec;

/** A handle on an ML-DSA private key in a vault. */
public final class MlDsaPrivateHandle extends OpaqueHandle implements PrivateHandle, MlDsaHandle {
  private static final long serialVersionUID = 1L;

  private final transient MlDsaPublicHandle publicKey;
  private final transient ProofOfPossession proof = new ProofOfPossession();

  MlDsaPrivateHandle(MlDsaPublicHandle publicKey) {
    super(publicKey.remote(), MlDsaParameterSet.ALGORITHM);
    this.publicKey = publicKey;
  }

  @Override
  public MlDsaPublicHandle publicKey() {
    return publicKey;
  }

  @Override
  public ProofOfPossession proof() {
    return proof;
  }

  @Override
  public MlDsaParameterSet parameterSet() {
    return publicKey.parameterSet();
  }

  @Override
  public NamedParameterSpec getParams() {
    return publicKey.getParams();
  }
}
