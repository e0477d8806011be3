/**
 * The key store and the trust store of the JCA, and the changes that wait for {@code store}. Sees
 * {@code entry} for what a vault holds and {@code management} for changing it. Knows neither the
 * provider nor TLS.
 */
@NullMarked
package io.vaultjca.keystore;

import org.jspecify.annotations.NullMarked;
