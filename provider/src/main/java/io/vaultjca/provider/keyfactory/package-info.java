/** Turns the identifier of a key into a handle, without a key store. */
package io.vaultjca.provider.keyfactory;
