package io.vaultjca.key;

import java.security.PublicKey;

/**
 * A handle of the public half of a key in a vault.
 *
 * <p>It is a complete {@link java.security.interfaces.RSAPublicKey} or {@link
 * java.security.interfaces.ECPublicKey}, or a public key for {@code ML-DSA}, with an X.509
 * encoding, so every provider can use it; the provider {@code AzureKeyVault} uses it in the vault.
 * Serialised, it becomes a plain public key. Like the JDK's keys it equals every public key with
 * the same encoding, such as that of its certificate. Its hash code is that of the JDK's key, where
 * the JDK has one: not on secp256k1, nor for ML-DSA before JDK 24.
 */
public interface VaultPublicKey extends VaultKey, PublicKey {}
