package io.vaultjca.key;

import java.security.Key;

/**
 * A handle of a key that stays in its vault. It exposes neither key material nor the connection and
 * the credential that lead to the vault.
 *
 * <p>Immutable and safe for use by several threads. A handle names a version of the key, so a
 * rotation does not change it. {@link Object#toString()} returns the kid. Only the library creates
 * handles: the provider accepts no other implementation.
 */
public interface VaultKey extends Key {
  /** {@return the key's identifier, with its version} */
  KeyId id();

  /**
   * {@return whether the key is an <em>external key</em>: one that a Managed HSM refers to and that
   * the customer's own HSM holds. It can only wrap and unwrap keys. The service reports it since
   * api-version 2026-01-01-preview; with an older one this is false}
   */
  boolean isExternal();
}
