/**
 * The group {@code vaults}: vaults as a whole, through Azure Resource Manager. No vault has to be
 * configured.
 */
@NullMarked
package io.vaultjca.command.vaults;

import org.jspecify.annotations.NullMarked;
