/**
 * The configuration that programs set in code, and the failures that they catch: which vault a key
 * store opens, how it gets access tokens, and why an operation failed.
 *
 * <p>This room sees no other one, and of the Azure SDK only its credential. Parameters and results
 * are not null unless they are {@link org.jspecify.annotations.Nullable}.
 */
@NullMarked
package io.vaultjca;

import org.jspecify.annotations.NullMarked;
