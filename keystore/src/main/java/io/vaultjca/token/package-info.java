/**
 * Access tokens: the credentials that issue them, and their cache. The only room that sees Azure
 * Identity. It knows neither vaults nor their challenges.
 */
@NullMarked
package io.vaultjca.token;

import org.jspecify.annotations.NullMarked;
