/**
 * Which of several vaults is asked next, and how fast each may be: decisions alone, which know
 * neither a clock nor a network. The time is a parameter, in nanoseconds of any origin.
 */
package io.vaultjca.balance;
