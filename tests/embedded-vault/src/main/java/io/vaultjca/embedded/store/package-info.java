/**
 * The state of a vault: names, versions, attributes and the rules of soft deletion. It does not
 * depend on HTTP or JSON.
 */
package io.vaultjca.embedded.store;
