/**
 * Signatures: the JVM computes the digest, the vault the signature. {@link
 * io.vaultjca.provider.signature.Signatures} creates them.
 *
 * <p>{@code VaultSignature} is the state machine. Each leaf knows one family of algorithms, and
 * builds the {@code SignatureRequest}. Nothing here knows HTTP or a key store.
 */
@NullMarked
package io.vaultjca.provider.signature;

import org.jspecify.annotations.NullMarked;
