/** The group {@code storage sas}. The signature of a template is printed only on request. */
@NullMarked
package io.vaultjca.command.storage.sas;

import org.jspecify.annotations.NullMarked;
