/**
 * Creates keys in a vault. {@link io.vaultjca.provider.generator.Generators} creates the
 * generators. They see the requests of the vault's management, but no other operation with keys.
 */
@NullMarked
package io.vaultjca.provider.generator;

import org.jspecify.annotations.NullMarked;
