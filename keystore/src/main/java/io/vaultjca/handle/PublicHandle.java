package io.vaultjca.handle;

import io.vaultjca.key.VaultPublicKey;
import io.vaultjca.vault.RemoteKey;
import java.io.ObjectStreamException;
import java.security.KeyRep;
import java.security.PublicKey;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A handle on the public half of a key in a vault: a complete key that equals any key with the same
 * encoding. Its serialised form is the key alone, without its vault.
 */
public abstract sealed class PublicHandle implements KeyHandle, VaultPublicKey
    permits RsaPublicHandle, EcPublicHandle, MlDsaPublicHandle {
  private static final long serialVersionUID = 1L;

  private final transient RemoteKey remote;
  private final String algorithm;
  private final transient byte[] encoded;

  /** Takes the X.509 encoding, which nobody changes afterwards. */
  PublicHandle(RemoteKey remote, String algorithm, byte[] encoded) {
    this.remote = remote;
    this.algorithm = algorithm;
    this.encoded = encoded;
  }

  @Override
  public final RemoteKey remote() {
    return remote;
  }

  /**
   * Returns the key for operations in the JVM. The JDK's providers use a key of their own classes
   * without converting it each time.
   */
  public abstract PublicKey plain();

  /** Whether a certificate with the given public key is for this key. */
  public boolean isCertifiedAs(PublicKey certified) {
    return Arrays.equals(encoded, certified.getEncoded());
  }

  @Override
  public final String getAlgorithm() {
    return algorithm;
  }

  @Override
  public final String getFormat() {
    return "X.509";
  }

  @Override
  public final byte[] getEncoded() {
    return encoded.clone();
  }

  final Object writeReplace() throws ObjectStreamException {
    return new KeyRep(KeyRep.Type.PUBLIC, algorithm, getFormat(), encoded);
  }

  @Override
  public final boolean equals(@Nullable Object other) {
    return other instanceof PublicKey key && Arrays.equals(encoded, key.getEncoded());
  }

  /** Must be that of the JDK's key with the same encoding, because the two are equal. */
  @Override
  public int hashCode() {
    return Arrays.hashCode(encoded);
  }

  @Override
  public final String toString() {
    return id().toString();
  }
}
