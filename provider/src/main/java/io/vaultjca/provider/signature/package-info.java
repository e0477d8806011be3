/**
 * Signatures: the digest is made here, the signature in the vault.
 *
 * <p>{@link io.vaultjca.provider.signature.VaultSignature} is the state machine; its leaves know
 * one family of algorithms each.
 */
package io.vaultjca.provider.signature;
