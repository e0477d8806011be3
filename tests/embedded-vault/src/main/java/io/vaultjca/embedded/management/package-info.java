/**
 * The management plane: the operations of Azure Resource Manager on vaults, which are in memory
 * here and answer nothing themselves. It knows no keys, certificates and secrets.
 */
package io.vaultjca.embedded.management;
