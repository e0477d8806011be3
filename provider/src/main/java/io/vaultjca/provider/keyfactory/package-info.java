/**
 * Turns the identifier of a key into a handle, without a key store. {@link
 * io.vaultjca.provider.keyfactory.KeyFactories} is its door.
 */
package io.vaultjca.provider.keyfactory;
