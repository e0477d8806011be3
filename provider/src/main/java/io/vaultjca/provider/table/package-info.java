/**
 * The specification of the provider: {@link io.vaultjca.provider.table.ServiceTable} has a row for
 * each service. It sees the doors of the families, and no other class of theirs.
 */
@NullMarked
package io.vaultjca.provider.table;

import org.jspecify.annotations.NullMarked;
