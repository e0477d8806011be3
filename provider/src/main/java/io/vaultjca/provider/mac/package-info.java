/**
 * Message authentication by symmetric keys in a Managed HSM. {@link io.vaultjca.provider.mac.Macs}
 * makes it.
 */
package io.vaultjca.provider.mac;
