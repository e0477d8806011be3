package io.vaultjca.handle;

import io.vaultjca.key.KeyId;
import io.vaultjca.vault.RemoteKey;
import java.io.IOException;
import java.io.NotSerializableException;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.security.Key;
import javax.crypto.SecretKey;
import org.jspecify.annotations.Nullable;

/** A handle on a key that does not leave its vault: it shows the key's identifier, never bytes. */
abstract sealed class OpaqueHandle implements Key, Serializable
    permits PrivateHandle, SecretHandle {
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
  public final @Nullable String getFormat() {
    return null;
  }

  @Override
  public final byte @Nullable [] getEncoded() {
    return null;
  }

  private void writeObject(ObjectOutputStream stream) throws IOException {
    throw new NotSerializableException(
        "The %s key %s does not leave its vault"
            .formatted(this instanceof SecretKey ? "secret" : "private", id()));
  }

  @Override
  public final boolean equals(@Nullable Object other) {
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
