package io.vaultjca.release;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/**
 * A test that runs with {@code -Pfull} alone, and is counted as skipped without it. CONTRIBUTING.md
 * lists what that is.
 */
@Target({ElementType.TYPE, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
@EnabledIfSystemProperty(
    named = "vaultjca.full",
    matches = "true",
    disabledReason = "It runs with mvn -Pfull.")
@interface Full {}
