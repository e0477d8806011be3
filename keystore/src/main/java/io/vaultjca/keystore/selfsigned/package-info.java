/**
 * Self-signed certificates for keys that have none, made in memory and signed by the vault. The
 * only package that sees BouncyCastle's PKIX library; no class of it is loaded before the first
 * certificate.
 */
@NullMarked
package io.vaultjca.keystore.selfsigned;

import org.jspecify.annotations.NullMarked;
