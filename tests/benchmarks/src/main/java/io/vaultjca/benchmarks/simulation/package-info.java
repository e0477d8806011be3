/**
 * Many clients and several vaults over an hour that takes seconds: a discrete-event simulation, in
 * which the provider's own classes choose the vault and set the pace.
 */
package io.vaultjca.benchmarks.simulation;
