/**
 * The base of all verbs: the session with the vault, and the options and argument types that they
 * share. It does not know any single verb.
 */
@NullMarked
package io.vaultjca.command.verb;

import org.jspecify.annotations.NullMarked;
