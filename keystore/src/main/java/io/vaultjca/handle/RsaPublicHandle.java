package io.vaultjca.handle;

import io.vaultjca.vault.RemoteKey;
import java.io.ObjectStreamException;
import java.math.BigInteger;
import java.security.KeyRep;
import java.security.PublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.AlgorithmParameterSpec;
import java.util.Arrays;

/** A handle on the public half of an RSA key in a vault. */
public final class RsaPublicHandle implements PublicHandle, RSAPublicKey {
  private static final long serialVersionUID = 1L;

  private final transient RemoteKey remote;
  private final transient RSAPublicKey plain;

  RsaPublicHandle(RemoteKey remote, RSAPublicKey plain) {
    this.remote = remote;
    this.plain = plain;
  }

  @Override
  public RemoteKey remote() {
    return remote;
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
  public AlgorithmParameterSpec getParams() {
    // Explicit, because JDK 22 and later inherit it from two interfaces.
    return null;
  }

  @Override
  public String getAlgorithm() {
    return "RSA";
  }

  @Override
  public String getFormat() {
    return "X.509";
  }

  @Override
  public byte[] getEncoded() {
    return plain.getEncoded();
  }

  private Object writeReplace() throws ObjectStreamException {
    return new KeyRep(KeyRep.Type.PUBLIC, getAlgorithm(), getFormat(), getEncoded());
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof PublicKey key && Arrays.equals(getEncoded(), key.getEncoded());
  }

  @Override
  public int hashCode() {
    return plain.hashCode();
  }

  @Override
  public String toString() {
    return id().toString();
  }
}
