/**
 * Decides which of several vaults gets the next request, and how fast each may be asked. This room
 * sees no other one, nor a clock or a network: the time is a parameter, in nanoseconds of any
 * origin.
 */
@NullMarked
package io.vaultjca.balance;

import org.jspecify.annotations.NullMarked;
