/** Which certificate a handshake gets. It takes key stores of every type and knows no vault. */
package io.vaultjca.tls;
