/**
 * An Azure Key Vault or Managed HSM on loopback, for tests: real HTTPS, the service's wire format,
 * state in memory. It protects nothing, so never use it in production.
 *
 * <p>Start with {@link io.vaultjca.embedded.VaultServer}.
 */
@NullMarked
package io.vaultjca.embedded;

import org.jspecify.annotations.NullMarked;
