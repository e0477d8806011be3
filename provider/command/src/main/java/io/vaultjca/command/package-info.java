/**
 * The command {@code java -jar vaultjca.jar}: its entry point and the root of its verbs. No class
 * of it is loaded by a program that uses the provider.
 */
@NullMarked
package io.vaultjca.command;

import org.jspecify.annotations.NullMarked;
