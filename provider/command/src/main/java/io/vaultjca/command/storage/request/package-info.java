/**
 * The requests, options and output that the verbs of storage accounts and SAS definitions share.
 */
@NullMarked
package io.vaultjca.command.storage.request;

import org.jspecify.annotations.NullMarked;
