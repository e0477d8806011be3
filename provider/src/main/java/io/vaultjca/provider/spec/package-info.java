/**
 * The parameters that programs pass to the key factories, the generators and ML-DSA signatures.
 *
 * <p>This package is exported: it holds immutable values and sends nothing. It must not see how a
 * service of the provider is implemented.
 */
@NullMarked
package io.vaultjca.provider.spec;

import org.jspecify.annotations.NullMarked;
