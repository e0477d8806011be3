/** The specification of the provider: every service that it registers, one row each. */
package io.vaultjca.provider.table;
