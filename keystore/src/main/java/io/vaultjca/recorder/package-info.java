/**
 * Events for the JDK's flight recorder. The only room that sees {@code jdk.jfr}, which a JVM may
 * lack.
 */
@NullMarked
package io.vaultjca.recorder;

import org.jspecify.annotations.NullMarked;
