/**
 * Handles of keys that stay in their vault, and the names of keys, curves and parameter sets.
 *
 * <p>Programs see these interfaces; the classes behind them are not exported. This room knows
 * neither tokens nor connections. Parameters and results are not null unless they are {@link
 * org.jspecify.annotations.Nullable}.
 */
@NullMarked
package io.vaultjca.key;

import org.jspecify.annotations.NullMarked;
