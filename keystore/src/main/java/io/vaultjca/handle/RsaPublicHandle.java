package io.vaultjca.handle;

import io.vaultjca.vault.RemoteKey;
import java.math.BigInteger;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.AlgorithmParameterSpec;
import org.jspecify.annotations.Nullable;

/** A handle on the public half of an RSA key in a vault. */
public final class RsaPublicHandle extends PublicHandle implements RSAPublicKey {
  private static final long serialVersionUID = 1L;

  private final transient RSAPublicKey plain;

  RsaPublicHandle(RemoteKey remote, RSAPublicKey plain) {
    super(remote, "RSA", plain.getEncoded());
    this.plain = plain;
  }

  @Override
  public RSAPublicKey plain() {
    return plain;
  }

  @Override
  public BigInteger getModulus() {
    return plain.getModulus();
  }

  @Override
  public BigInteger getPublicExponent() {
    return plain.getPublicExponent();
  }

  /** Null: the key is not restricted to one kind of padding. */
  @Override
  public @Nullable AlgorithmParameterSpec getParams() {
    // Explicit, because JDK 22 and later inherit it from two interfaces.
    return null;
  }

  @Override
  public int hashCode() {
    return plain.hashCode();
  }
}
