/**
 * The cryptography under the vault: key material, signatures, encryption, X.509. Done by the JDK's
 * own providers and by BouncyCastle, <em>always named</em>: in-process, the provider under test may
 * stand first in the JVM, and the vault must not call back into it.
 */
package io.vaultjca.embedded.crypto;
