/**
 * The vault's cryptography: key material, signatures, encryption, X.509. It uses the JDK's
 * providers and BouncyCastle, <em>always by name</em>: the provider under test may come first in
 * the same JVM, and the vault must not call it.
 */
package io.vaultjca.embedded.crypto;
