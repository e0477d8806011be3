package io.vaultjca.key;

import java.security.Key;

/**
 * A handle on a key that stays in its vault. It gives away nothing: neither key material nor the
 * way to its vault.
 *
 * <p>Immutable and safe for use by several threads. A handle carries the key's version, so a
 * rotation does not change it. {@link Object#toString()} is the kid. Handles are made by the
 * product; the provider takes no others.
 */
public interface VaultKey extends Key {
  /** {@return which key this is, with the version} */
  KeyId id();

  /**
   * {@return whether the key is an <em>external key</em>: a Managed HSM refers to it, and an HSM of
   * the customer's own holds it. It can wrap and unwrap keys alone; the service tells it from
   * api-version 2026-01-01-preview on}
   */
  boolean isExternal();
}
