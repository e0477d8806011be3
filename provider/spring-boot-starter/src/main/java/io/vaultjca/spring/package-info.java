/**
 * The starter for Spring Boot: SSL bundles {@code vaultjca.ssl.bundles.NAME} with keys in a vault,
 * the vault's key store as a bean, and a health contributor.
 *
 * <p>Spring Boot's auto-configuration finds everything here, and no class is public. The classes of
 * a server or of the actuator may be absent: only code behind a condition may see them.
 */
@NullMarked
package io.vaultjca.spring;

import org.jspecify.annotations.NullMarked;
