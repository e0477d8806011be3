/** The group {@code certificates pending}: requests that wait for their certificate. */
@NullMarked
package io.vaultjca.command.certificates.pending;

import org.jspecify.annotations.NullMarked;
