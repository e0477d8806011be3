package io.vaultjca.key;

import java.util.OptionalInt;
import javax.crypto.SecretKey;

/**
 * A handle on a symmetric key in a Managed HSM or a vault of the Premium tier.
 *
 * <p>{@link #getFormat()} and {@link #getEncoded()} are null. Serialising throws {@link
 * java.io.NotSerializableException}. Two handles are equal if their kids are.
 */
public interface VaultSecretKey extends VaultKey, SecretKey {
  /**
   * {@return the key's size, 128, 192 or 256 bits; empty if it is not known: the service tells it
   * from api-version 2026-04-01 on, and before it is known for a key that was made or asked for
   * with its size}
   */
  OptionalInt size();
}
