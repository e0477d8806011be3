package io.vaultjca.handle;

import io.vaultjca.key.KeyId;
import io.vaultjca.vault.RemoteKey;
import java.io.IOException;
import java.io.NotSerializableException;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.security.Key;
import javax.crypto.SecretKey;

/** What a handle shows of a key that does not leave its vault: which one it is, no more. */
abstract sealed class OpaqueHandle implements Key, Serializable
    permits RsaPrivateHandle, EcPrivateHandle, MlDsaPrivateHandle, SecretHandle {
  private static final long serialVersionUID = 1L;

  private final transient RemoteKey remote;
  private final String algorithm;

  OpaqueHandle(RemoteKey remote, String algorithm) {
    this.remote = remote;
    this.algorithm = algorithm;
  }

  public final RemoteKey remote() {
    return remote;
  }

  public final KeyId id() {
    return remote.id();
  }

  @Override
  public final String getAlgorithm() {
    return algorithm;
  }

  @Override
  public final String getFormat() {
    return null;
  }

  @Override
  public final byte[] getEncoded() {
    return null;
  }

  private void writeObject(ObjectOutputStream stream) throws IOException {
    throw new NotSerializableException(
        "The %s key %s does not leave its vault"
            .formatted(this instanceof SecretKey ? "secret" : "private", id()));
  }

  @Override
  public final boolean equals(Object other) {
    return other instanceof OpaqueHandle handle
        && getClass() == handle.getClass()
        && id().equals(handle.id());
  }

  @Override
  public final int hashCode() {
    return id().hashCode();
  }

  @Override
  public final String toString() {
    return id().toString();
  }
}
