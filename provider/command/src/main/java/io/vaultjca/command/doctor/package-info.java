/** The verb {@code doctor}: the table of its steps. */
@NullMarked
package io.vaultjca.command.doctor;

import org.jspecify.annotations.NullMarked;
