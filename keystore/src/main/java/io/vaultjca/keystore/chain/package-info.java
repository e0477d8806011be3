/** Certificates from PEM, PKCS#12 and their issuers, put in a chain. It knows no vault. */
package io.vaultjca.keystore.chain;
