package io.vaultjca.key;

import java.security.PrivateKey;

/**
 * A handle on a private key in a vault.
 *
 * <p>It is an {@link java.security.interfaces.RSAKey} or an {@link java.security.interfaces.ECKey},
 * so that its size and curve are known, but never an {@code RSAPrivateKey} or {@code ECPrivateKey}:
 * the JDK's own providers would take it for a key of theirs. {@link #getFormat()} and {@link
 * #getEncoded()} are null. Serialising throws {@link java.io.NotSerializableException}. Two handles
 * are equal if their kids are.
 */
public interface VaultPrivateKey extends VaultKey, PrivateKey {
  /** {@return the public half: a handle that is a real public key, too} */
  VaultPublicKey publicKey();
}
