/**
 * The entries of a vault in memory: which aliases a view shows, what is behind an alias, and when
 * it is read again. Sees {@code vault}, {@code handle}, {@code chain} and {@code selfsigned}. Knows
 * neither {@code KeyStoreSpi} nor changes to a vault.
 */
@NullMarked
package io.vaultjca.keystore.entry;

import org.jspecify.annotations.NullMarked;
