/** The group {@code keys}: its verbs for listing, showing, backing up and releasing keys. */
@NullMarked
package io.vaultjca.command.keys;

import org.jspecify.annotations.NullMarked;
