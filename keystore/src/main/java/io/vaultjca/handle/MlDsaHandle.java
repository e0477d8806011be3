package io.vaultjca.handle;

import io.vaultjca.key.MlDsaParameterSet;
import java.security.spec.NamedParameterSpec;

/** A handle on either half of an ML-DSA key. */
public sealed interface MlDsaHandle extends WithParameters
    permits MlDsaPrivateHandle, MlDsaPublicHandle {
  MlDsaPublicHandle publicKey();

  MlDsaParameterSet parameterSet();

  /** Returns the parameter set in the form of JDK 24 and later. */
  @Override
  NamedParameterSpec getParams();
}
