package io.vaultjca.handle;

import java.security.spec.AlgorithmParameterSpec;

/**
 * A key that tells its parameters under the signature that {@code PrivateKey} has from JDK 22 on
 * ({@code AsymmetricKey.getParams}). A class that is compiled for an earlier JDK has a method of
 * this signature only if an interface asks for it.
 */
interface WithParameters {
  AlgorithmParameterSpec getParams();
}
