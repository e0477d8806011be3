package io.vaultjca.handle;

import java.security.spec.AlgorithmParameterSpec;
import org.jspecify.annotations.Nullable;

/**
 * A key with {@code getParams} in the form that {@code PrivateKey} inherits since JDK 22 ({@code
 * AsymmetricKey.getParams}). A class compiled for an earlier JDK has a method with this return type
 * only if an interface declares it.
 */
interface WithParameters {
  @Nullable AlgorithmParameterSpec getParams();
}
