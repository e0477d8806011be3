/** The steps of the doctor. They change nothing in the vault. */
@NullMarked
package io.vaultjca.command.doctor.step;

import org.jspecify.annotations.NullMarked;
