/** Certificates from PEM and PKCS#12, put in the order of a chain. It knows no vault. */
package io.vaultjca.keystore.chain;
