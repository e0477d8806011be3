/** The group {@code certificates contacts}. */
@NullMarked
package io.vaultjca.command.certificates.contacts;

import org.jspecify.annotations.NullMarked;
