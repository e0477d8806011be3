package io.vaultjca.spring;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/**
 * Marks a test that runs only with {@code -Pfull}, and is skipped without it. CONTRIBUTING.md lists
 * these tests.
 */
@Target({ElementType.TYPE, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
@EnabledIfSystemProperty(
    named = "vaultjca.full",
    matches = "true",
    disabledReason = "It runs with mvn -Pfull.")
@interface Full {}
