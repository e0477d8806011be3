/**
 * Certificates from PEM, PKCS#7 and PKCS#12, their issuers from the addresses that they name, and
 * chains in order. Works on bytes; knows no vault and sends no requests itself.
 */
@NullMarked
package io.vaultjca.keystore.chain;

import org.jspecify.annotations.NullMarked;
