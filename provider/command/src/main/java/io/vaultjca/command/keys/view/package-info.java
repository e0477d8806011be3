/** The output for keys and for the results of their operations. */
@NullMarked
package io.vaultjca.command.keys.view;

import org.jspecify.annotations.NullMarked;
