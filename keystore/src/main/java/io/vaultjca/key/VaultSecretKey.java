package io.vaultjca.key;

import io.vaultjca.vault.RemoteKey;
import java.io.NotSerializableException;
import java.io.ObjectStreamException;
import java.util.OptionalInt;
import javax.crypto.SecretKey;

/**
 * A handle on a symmetric key in a Managed HSM.
 *
 * <p>{@link #getFormat()} and {@link #getEncoded()} are null. Serialising throws {@link
 * NotSerializableException}. Two handles are equal if their kids are.
 */
public final class VaultSecretKey implements VaultKey, SecretKey {
  private static final long serialVersionUID = 1L;

  private final transient RemoteKey remote;

  /** In bits; 0 where nobody said it. */
  private final int size;

  VaultSecretKey(RemoteKey remote, int size) {
    this.remote = remote;
    this.size = size;
  }

  /**
   * The key's size. The service does not tell it: it is known for a key that was made or asked for
   * with its size.
   *
   * @return 128, 192 or 256 bits; empty if it is not known
   */
  public OptionalInt size() {
    return size == 0 ? OptionalInt.empty() : OptionalInt.of(size);
  }

  @Override
  public RemoteKey remote() {
    return remote;
  }

  @Override
  public String getAlgorithm() {
    return "AES";
  }

  @Override
  public String getFormat() {
    return null;
  }

  @Override
  public byte[] getEncoded() {
    return null;
  }

  private Object writeReplace() throws ObjectStreamException {
    throw new NotSerializableException("The secret key " + id() + " does not leave its vault");
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof VaultSecretKey key && id().equals(key.id());
  }

  @Override
  public int hashCode() {
    return id().hashCode();
  }

  @Override
  public String toString() {
    return id().toString();
  }
}
