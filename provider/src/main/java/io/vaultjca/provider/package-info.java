/**
 * The security provider, which is all that programs name in code.
 *
 * <p>The table of services, {@code io.vaultjca.provider.table}, says what the provider registers.
 * This package knows no algorithm.
 */
@NullMarked
package io.vaultjca.provider;

import org.jspecify.annotations.NullMarked;
