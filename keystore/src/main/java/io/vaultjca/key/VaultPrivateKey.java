package io.vaultjca.key;

import java.security.PrivateKey;

/**
 * A handle on a private key in a vault.
 *
 * <p>It is an {@link java.security.interfaces.RSAKey} or an {@link java.security.interfaces.ECKey},
 * so that its size and curve are known, or has the algorithm {@code ML-DSA} and, as {@code
 * getParams()}, the {@link java.security.spec.NamedParameterSpec} of its parameter set; but never
 * an {@code RSAPrivateKey} or {@code ECPrivateKey}: the JDK's own providers would take it for a key
 * of theirs. {@link #getFormat()} and {@link #getEncoded()} are null. Serialising throws {@link
 * java.io.NotSerializableException}. Two handles are equal if their kids are.
 */
public interface VaultPrivateKey extends VaultKey, PrivateKey {
  /**
   * {@return the public half: a handle that is a real public key, too}
   *
   * <p>So another provider may take it where none is named and ours does not stand first. SunJCE's
   * {@code RSA/ECB/OAEPWithSHA-256AndMGF1Padding} has MGF1 of SHA-1, the vault's MGF1 of SHA-256:
   * what the one encrypts or wraps, the other cannot undo. Give {@code init} an {@link
   * javax.crypto.spec.OAEPParameterSpec} with {@link java.security.spec.MGF1ParameterSpec#SHA256},
   * or name the provider.
   */
  VaultPublicKey publicKey();
}
