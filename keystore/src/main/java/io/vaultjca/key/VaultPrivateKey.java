package io.vaultjca.key;

import java.security.PrivateKey;

/**
 * A handle of a private key in a vault.
 *
 * <p>Its size and curve are known: it is also an {@link java.security.interfaces.RSAKey} or an
 * {@link java.security.interfaces.ECKey}; a key for {@code ML-DSA} has a method {@code getParams()}
 * that returns the {@link java.security.spec.NamedParameterSpec} of its parameter set. It is never
 * an {@code RSAPrivateKey} or {@code ECPrivateKey}, because the JDK's providers would then use it
 * themselves. {@link #getFormat()} and {@link #getEncoded()} return null. Serialising it throws
 * {@link java.io.NotSerializableException}. Two handles are equal if their kids are.
 */
public interface VaultPrivateKey extends VaultKey, PrivateKey {
  /**
   * {@return the public half, which is a complete public key}
   *
   * <p>If a program names no provider and another one comes first, that one uses the key. Beware of
   * {@code RSA/ECB/OAEPWithSHA-256AndMGF1Padding}: SunJCE uses MGF1 with SHA-1, the vault MGF1 with
   * SHA-256, so that the one cannot decrypt or unwrap what the other encrypted or wrapped. Pass an
   * {@link javax.crypto.spec.OAEPParameterSpec} with {@link
   * java.security.spec.MGF1ParameterSpec#SHA256} to {@code init}, or name the provider.
   */
  VaultPublicKey publicKey();
}
