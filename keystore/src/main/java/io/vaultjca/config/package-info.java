/**
 * Settings: where they come from, the checks of their values, and the records that hold them.
 *
 * <p>This room reads files, system properties and the environment. It opens no connection and loads
 * no class of the Azure SDK.
 */
@NullMarked
package io.vaultjca.config;

import org.jspecify.annotations.NullMarked;
