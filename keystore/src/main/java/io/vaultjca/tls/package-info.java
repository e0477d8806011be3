/**
 * The key manager factory, which picks a certificate for each handshake. Takes key stores of every
 * type through the JDK's interfaces. Knows no vault and sends no requests itself.
 */
@NullMarked
package io.vaultjca.tls;

import org.jspecify.annotations.NullMarked;
