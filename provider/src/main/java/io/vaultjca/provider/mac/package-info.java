/**
 * Message authentication codes with symmetric keys in a vault. The digest is computed in the JVM,
 * the code in the vault.
 */
@NullMarked
package io.vaultjca.provider.mac;

import org.jspecify.annotations.NullMarked;
