/**
 * Self-signed certificates for keys that have none, made in memory and signed by the vault. The
 * only room that sees BouncyCastle's PKIX library; no class of it is loaded before one is made.
 */
package io.vaultjca.keystore.selfsigned;
