/** The verbs that create, import and change keys, and the file formats of keys. */
@NullMarked
package io.vaultjca.command.keys.change;

import org.jspecify.annotations.NullMarked;
