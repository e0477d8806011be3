/**
 * Signatures: the digest is made here, the signature in the vault. {@link
 * io.vaultjca.provider.signature.Signatures} makes them.
 *
 * <p>{@code VaultSignature} is the state machine; its leaves know one family of algorithms each,
 * and build the {@code SignatureRequest} that is sent.
 */
package io.vaultjca.provider.signature;
