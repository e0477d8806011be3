/**
 * What a vault keeps: names, versions, attributes and the rules of soft deletion. No HTTP, no JSON.
 */
package io.vaultjca.embedded.store;
