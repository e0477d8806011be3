/**
 * Encryption and key wrap by keys in a vault. {@link io.vaultjca.provider.cipher.VaultCipher} is
 * the state machine; its leaves know one transformation each.
 */
package io.vaultjca.provider.cipher;
