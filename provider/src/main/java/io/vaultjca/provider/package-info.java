/**
 * The security provider, which is all that programs name in code.
 *
 * <p>{@code io.vaultjca.provider.table} specifies what the provider registers. This package must
 * not see an algorithm.
 */
@NullMarked
package io.vaultjca.provider;

import org.jspecify.annotations.NullMarked;
