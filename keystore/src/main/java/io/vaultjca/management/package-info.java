/**
 * Changes to a vault: new keys and certificates, imports, new chains, deletions; and the requests
 * of Azure Resource Manager. The only package that sees the Azure SDK's Key Vault clients, which it
 * gives {@code exchange} as their HTTP client. Knows neither the JCA nor key stores.
 */
@NullMarked
package io.vaultjca.management;

import org.jspecify.annotations.NullMarked;
