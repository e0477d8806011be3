package io.vaultjca.handle;

import io.vaultjca.key.MlDsaParameterSet;
import io.vaultjca.vault.RemoteKey;
import java.security.PublicKey;
import java.security.spec.NamedParameterSpec;
import java.util.Arrays;

/** A handle on the public half of an ML-DSA key in a vault. */
public final class MlDsaPublicHandle extends PublicHandle implements MlDsaHandle {
  private static final long serialVersionUID = 1L;

  private final MlDsaParameterSet parameterSet;

  /** Takes the X.509 encoding of a key of this parameter set, which nobody changes afterwards. */
  MlDsaPublicHandle(RemoteKey remote, MlDsaParameterSet parameterSet, byte[] encoded) {
    super(remote, MlDsaParameterSet.ALGORITHM, encoded);
    this.parameterSet = parameterSet;
  }

  @Override
  public MlDsaPublicHandle publicKey() {
    return this;
  }

  /** Returns this handle: the JDK and BouncyCastle take any key by its encoding. */
  @Override
  public PublicKey plain() {
    return this;
  }

  @Override
  public MlDsaParameterSet parameterSet() {
    return parameterSet;
  }

  /** Returns the key in the encoding of FIPS 204. */
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
}
