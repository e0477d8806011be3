/** The group {@code storage}: the service's legacy operations for storage accounts. */
@NullMarked
package io.vaultjca.command.storage;

import org.jspecify.annotations.NullMarked;
