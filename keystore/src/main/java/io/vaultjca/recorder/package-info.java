/** What the flight recorder of the JDK shows of the vaults. */
package io.vaultjca.recorder;
