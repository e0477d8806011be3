/** The group {@code certificates issuers}. The password of an account is never printed. */
@NullMarked
package io.vaultjca.command.certificates.issuers;

import org.jspecify.annotations.NullMarked;
