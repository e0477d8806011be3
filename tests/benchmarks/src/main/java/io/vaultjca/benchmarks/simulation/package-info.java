/**
 * A discrete-event simulation of many clients and several vaults. The provider's classes choose the
 * vault and set the pace.
 */
package io.vaultjca.benchmarks.simulation;
