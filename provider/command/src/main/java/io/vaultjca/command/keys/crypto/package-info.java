/**
 * The verbs that sign, encrypt and wrap files with a key. They use the provider's operations, not
 * the Azure SDK.
 */
@NullMarked
package io.vaultjca.command.keys.crypto;

import org.jspecify.annotations.NullMarked;
