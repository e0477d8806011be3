package io.vaultjca.key;

import java.util.OptionalInt;
import javax.crypto.SecretKey;

/**
 * A handle of a symmetric key in a Managed HSM or a vault of the Premium tier.
 *
 * <p>{@link #getFormat()} and {@link #getEncoded()} return null. Serialising it throws {@link
 * java.io.NotSerializableException}. Two handles are equal if their kids are.
 */
public interface VaultSecretKey extends VaultKey, SecretKey {
  /**
   * {@return the key's size: 128, 192 or 256 bits; empty if it is unknown. The service reports it
   * since api-version 2026-04-01; with an older one it is known if the program named it when it
   * created or looked up the key}
   */
  OptionalInt size();
}
