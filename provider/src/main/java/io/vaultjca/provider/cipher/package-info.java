/**
 * Encryption and key wrap by keys in a vault. {@link io.vaultjca.provider.cipher.Ciphers} makes the
 * ciphers.
 *
 * <p>{@code VaultCipher} is the state machine, and delegates to other providers; a {@code
 * Transformation} knows what is particular to one; a {@code CipherRequest} is the exchange with the
 * vault.
 */
package io.vaultjca.provider.cipher;
