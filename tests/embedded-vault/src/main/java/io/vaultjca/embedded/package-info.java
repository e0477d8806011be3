/**
 * A Key Vault or Managed HSM on loopback, for tests: real HTTPS, the service's wire format, state
 * in memory. Never for production: it protects nothing.
 *
 * <p>{@link io.vaultjca.embedded.VaultServer} is where to begin.
 */
package io.vaultjca.embedded;
