/** Random bytes from a Managed HSM. This package knows neither keys nor algorithms. */
@NullMarked
package io.vaultjca.provider.random;

import org.jspecify.annotations.NullMarked;
