package io.vaultjca.handle;

import io.vaultjca.key.MlDsaParameterSet;
import io.vaultjca.vault.RemoteKey;
import java.io.ObjectStreamException;
import java.security.KeyRep;
import java.security.PublicKey;
import java.security.spec.NamedParameterSpec;
import java.util.Arrays;

/** A handle on the public half of an ML-DSA key in a vault. */
public final class MlDsaPublicHandle implements PublicHandle, MlDsaHandle {
  private static final long serialVersionUID = 1L;

  private final transient RemoteKey remote;
  private final MlDsaParameterSet parameterSet;
  private final transient byte[] encoded;

  /** Takes the X.509 encoding of a key of this parameter set, which nobody changes afterwards. */
  MlDsaPublicHandle(RemoteKey remote, MlDsaParameterSet parameterSet, byte[] encoded) {
    this.remote = remote;
    this.parameterSet = parameterSet;
    this.encoded = encoded;
  }

  @Override
  public RemoteKey remote() {
    return remote;
  }

  @Override
  public MlDsaPublicHandle publicKey() {
    return this;
  }

  /** The providers of the JDK and BouncyCastle take any key by its encoding. */
  @Override
  public PublicKey plain() {
    return this;
  }

  @Override
  public MlDsaParameterSet parameterSet() {
    return parameterSet;
  }

  /** The key as FIPS 204 encodes it. */
  public byte[] raw() {
    return parameterSet.raw(this);
  }

  @Override
  public boolean isCertifiedAs(PublicKey certified) {
    return MlDsaParameterSet.of(certified).filter(parameterSet::equals).isPresent()
        && Arrays.equals(parameterSet.raw(certified), raw());
  }

  @Override
  public NamedParameterSpec getParams() {
    return new NamedParameterSpec(parameterSet.standardName());
  }

  @Override
  public String getAlgorithm() {
    return MlDsaParameterSet.ALGORITHM;
  }

  @Override
  public String getFormat() {
    return "X.509";
  }

  @Override
  public byte[] getEncoded() {
    return encoded.clone();
  }

  private Object writeReplace() throws ObjectStreamException {
    return new KeyRep(KeyRep.Type.PUBLIC, getAlgorithm(), getFormat(), getEncoded());
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof PublicKey key && Arrays.equals(encoded, key.getEncoded());
  }

  /** That of the JDK's key, in those JDKs that know ML-DSA. */
  @Override
  public int hashCode() {
    return Arrays.hashCode(encoded);
  }

  @Override
  public String toString() {
    return id().toString();
  }
}
