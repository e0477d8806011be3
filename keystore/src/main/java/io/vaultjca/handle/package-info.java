/**
 * Handles: JCA keys that stand for keys in a vault and never hold private or secret bytes. Sees the
 * operations of a key in {@code vault}. Knows neither key stores nor the provider's services.
 */
@NullMarked
package io.vaultjca.handle;

import org.jspecify.annotations.NullMarked;
