/**
 * The management plane: the operations of Azure Resource Manager on vaults, which exist only in
 * memory and have no data plane. It does not depend on keys, certificates or secrets.
 */
package io.vaultjca.embedded.management;
