package io.vaultjca.handle;

import io.vaultjca.key.MlDsaParameterSet;
import java.security.spec.NamedParameterSpec;

/** A handle on an ML-DSA private key in a vault. */
public final class MlDsaPrivateHandle extends PrivateHandle implements MlDsaHandle {
  private static final long serialVersionUID = 1L;

  private final transient MlDsaPublicHandle publicKey;

  MlDsaPrivateHandle(MlDsaPublicHandle publicKey) {
    super(publicKey);
    this.publicKey = publicKey;
  }

  @Override
  public MlDsaPublicHandle publicKey() {
    return publicKey;
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
