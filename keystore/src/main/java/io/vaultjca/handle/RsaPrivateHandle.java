package io.vaultjca.handle;

import java.math.BigInteger;
import java.security.interfaces.RSAKey;
import java.security.spec.AlgorithmParameterSpec;
import org.jspecify.annotations.Nullable;

/** A handle on an RSA private key in a vault. */
public final class RsaPrivateHandle extends PrivateHandle implements RSAKey, WithParameters {
  private static final long serialVersionUID = 1L;

  private final transient RsaPublicHandle publicKey;

  RsaPrivateHandle(RsaPublicHandle publicKey) {
    super(publicKey);
    this.publicKey = publicKey;
  }

  @Override
  public RsaPublicHandle publicKey() {
    return publicKey;
  }

  @Override
  public BigInteger getModulus() {
    return publicKey.getModulus();
  }

  /** Null: the key is not restricted to one kind of padding. */
  @Override
  public @Nullable AlgorithmParameterSpec getParams() {
    // Explicit, because JDK 22 and later inherit it from two interfaces.
    return null;
  }
}
