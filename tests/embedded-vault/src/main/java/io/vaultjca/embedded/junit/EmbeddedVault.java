package io.vaultjca.embedded.junit;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Injects a running vault. On a parameter or a field of type {@link
 * io.vaultjca.embedded.VaultServer} it is the vault; on one of type {@link java.nio.file.Path} it
 * is a ready key store file for it ({@link io.vaultjca.embedded.VaultServer#writeProperties}).
 *
 * <p>A static field makes one vault for all tests of the class; an instance field or a parameter
 * one for each test, which is closed after it. Within a test everything with the same {@link
 * #managedHsm} and {@link #premium} belongs to the same vault.
 */
@Documented
@Target({ElementType.PARAMETER, ElementType.FIELD})
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(EmbeddedVaultExtension.class)
public @interface EmbeddedVault {
  /** A Managed HSM instead of a vault. */
  boolean managedHsm() default false;

  /** A Premium vault, which takes symmetric keys and keys for ML-DSA, too. */
  boolean premium() default false;

  /**
   * What the vault has when the test begins: the JSON of {@link
   * io.vaultjca.embedded.VaultServer#seed}. Where several fields and parameters share a vault, it
   * gets the seeds of all of them, in any order, and each of them once. What a parameter plants in
   * the vault of a static field stays there for the tests that follow.
   */
  String seed() default "";
}
