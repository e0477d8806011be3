/** The group {@code secrets}. A value is printed only on request. */
@NullMarked
package io.vaultjca.command.secrets;

import org.jspecify.annotations.NullMarked;
