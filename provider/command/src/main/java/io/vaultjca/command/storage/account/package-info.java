/** The group {@code storage account}. */
@NullMarked
package io.vaultjca.command.storage.account;

import org.jspecify.annotations.NullMarked;
