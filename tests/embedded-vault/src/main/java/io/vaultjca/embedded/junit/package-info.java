/** A JUnit 5 extension that starts a vault for a test and hands it in. */
package io.vaultjca.embedded.junit;
