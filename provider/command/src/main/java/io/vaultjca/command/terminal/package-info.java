/**
 * Input, output and files of the command. It sees no vault and no Azure SDK except its JSON writer.
 */
@NullMarked
package io.vaultjca.command.terminal;

import org.jspecify.annotations.NullMarked;
