/**
 * Spring Boot's SSL bundles with keys of a vault: {@code vaultjca.ssl.bundles.NAME}.
 *
 * <p>Everything is found by Spring Boot's auto-configuration; applications name none of these
 * classes.
 */
package io.vaultjca.spring;
