package io.vaultjca.embedded.junit;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Injects a running vault. A parameter or a field of type {@link io.vaultjca.embedded.VaultServer}
 * gets the vault; one of type {@link java.nio.file.Path} gets a complete key store file for it
 * ({@link io.vaultjca.embedded.VaultServer#writeProperties}).
 *
 * <p>A static field makes one vault for all tests of the class. An instance field or a parameter
 * makes one for each test, which is closed after the test. In one test, all fields and parameters
 * with the same {@link #managedHsm} and {@link #premium} share a vault.
 */
@Documented
@Target({ElementType.PARAMETER, ElementType.FIELD})
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(EmbeddedVaultExtension.class)
public @interface EmbeddedVault {
  /** Whether to start a Managed HSM instead of a vault. */
  boolean managedHsm() default false;

  /** Whether to start a Premium vault, which also accepts symmetric keys and ML-DSA keys. */
  boolean premium() default false;

  /**
   * The objects in the vault when the test begins: the JSON of {@link
   * io.vaultjca.embedded.VaultServer#seed}, empty for none. A vault that several fields and
   * parameters share gets each of their seeds once, in any order. The seed of a parameter stays in
   * the vault of a static field for the following tests.
   */
  String seed() default "";
}
