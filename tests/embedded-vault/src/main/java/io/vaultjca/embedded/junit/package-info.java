/** A JUnit 5 extension that starts a vault for a test and injects it. */
@NullMarked
package io.vaultjca.embedded.junit;

import org.jspecify.annotations.NullMarked;
