/** The verbs of rotation and of the rotation policy of a key. */
@NullMarked
package io.vaultjca.command.keys.rotation;

import org.jspecify.annotations.NullMarked;
