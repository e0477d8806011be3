/** Makes keys in a vault. {@link io.vaultjca.provider.generator.Generators} is its door. */
package io.vaultjca.provider.generator;
