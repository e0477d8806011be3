package io.vaultjca.handle;

import io.vaultjca.key.MlDsaParameterSet;
import java.security.spec.NamedParameterSpec;

/** A handle on either half of an ML-DSA key. */
public sealed interface MlDsaHandle extends WithParameters
    permits MlDsaPrivateHandle, MlDsaPublicHandle {
  MlDsaPublicHandle publicKey();

  MlDsaParameterSet parameterSet();

  /** The parameter set, as the keys of JDK 24 and later have it. */
  @Override
  NamedParameterSpec getParams();
}
