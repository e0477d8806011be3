/**
 * Requests to Azure Resource Manager, and the parameters and the output that the verbs of vaults
 * share.
 */
@NullMarked
package io.vaultjca.command.vaults.management;

import org.jspecify.annotations.NullMarked;
