/** What a vault holds under an alias, in memory, and how fresh that is. */
package io.vaultjca.keystore.entry;
