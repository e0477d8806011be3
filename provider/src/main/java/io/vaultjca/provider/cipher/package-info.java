/**
 * Encryption and key wrapping with keys in a vault. {@link io.vaultjca.provider.cipher.Ciphers}
 * creates the ciphers.
 *
 * <p>{@code VaultCipher} is the state machine, and passes keys in the JVM to other providers. A
 * {@code Transformation} has the rules of one algorithm, and a {@code CipherRequest} is the
 * exchange with the vault. This package must not see HTTP or key stores.
 */
@NullMarked
package io.vaultjca.provider.cipher;

import org.jspecify.annotations.NullMarked;
