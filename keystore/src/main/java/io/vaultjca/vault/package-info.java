/**
 * One vault or Managed HSM: reads keys, certificates and secrets, and runs the cryptographic
 * operations of a key, in replicas too. Builds on {@code exchange}, {@code transport} and {@code
 * key}. Knows neither the JCA nor key stores.
 */
@NullMarked
package io.vaultjca.vault;

import org.jspecify.annotations.NullMarked;
