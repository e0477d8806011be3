/** Message authentication by symmetric keys in a Managed HSM. */
package io.vaultjca.provider.mac;
