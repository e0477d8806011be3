/**
 * Looks up the handle of a key by its identifier or name, without a key store. {@link
 * io.vaultjca.provider.keyfactory.KeyFactories} creates the key factories.
 */
@NullMarked
package io.vaultjca.provider.keyfactory;

import org.jspecify.annotations.NullMarked;
