/** The verbs that delete, recover and purge keys. */
@NullMarked
package io.vaultjca.command.keys.deletion;

import org.jspecify.annotations.NullMarked;
