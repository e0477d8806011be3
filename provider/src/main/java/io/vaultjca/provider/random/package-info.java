/** Random bytes from a Managed HSM. This package must not see keys. */
@NullMarked
package io.vaultjca.provider.random;

import org.jspecify.annotations.NullMarked;
