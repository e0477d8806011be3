/** Reads and orders certificate chains from files and from the secret behind a certificate. */
@NullMarked
package io.vaultjca.command.certificates.chain;

import org.jspecify.annotations.NullMarked;
