/** Random bytes of a Managed HSM. {@link io.vaultjca.provider.random.RandomSources} is its door. */
package io.vaultjca.provider.random;
