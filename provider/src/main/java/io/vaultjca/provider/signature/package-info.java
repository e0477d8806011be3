/**
 * Signatures: the JVM computes the digest, the vault the signature. {@link
 * io.vaultjca.provider.signature.Signatures} creates them.
 *
 * <p>{@code VaultSignature} is the state machine. Each leaf has the rules of one family of
 * algorithms, and builds the {@code SignatureRequest}. This package must not see HTTP or key
 * stores.
 */
@NullMarked
package io.vaultjca.provider.signature;

import org.jspecify.annotations.NullMarked;
