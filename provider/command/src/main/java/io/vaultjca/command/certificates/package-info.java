/** The group {@code certificates}: its verbs for single certificates. */
@NullMarked
package io.vaultjca.command.certificates;

import org.jspecify.annotations.NullMarked;
