package io.vaultjca.key;

import java.util.OptionalInt;
import javax.crypto.SecretKey;

/**
 * A handle on a symmetric key in a Managed HSM.
 *
 * <p>{@link #getFormat()} and {@link #getEncoded()} are null. Serialising throws {@link
 * java.io.NotSerializableException}. Two handles are equal if their kids are.
 */
public interface VaultSecretKey extends VaultKey, SecretKey {
  /**
   * {@return the key's size, 128, 192 or 256 bits; empty if it is not known: the service does not
   * tell it, so it is known for a key that was made or asked for with its size}
   */
  OptionalInt size();
}
