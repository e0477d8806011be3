/** Random bytes of a Managed HSM. */
package io.vaultjca.provider.random;
