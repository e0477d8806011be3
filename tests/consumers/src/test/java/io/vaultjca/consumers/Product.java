package io.vaultjca.consumers;

import static org.assertj.core.api.Assertions.assertThat;

import io.vaultjca.keystore.AzureKeyVaultKeyStore;
import io.vaultjca.provider.AzureKeyVaultProvider;
import java.lang.module.ModuleFinder;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;

/** The locations of the built artifacts. */
public final class Product {
  private Product() {}

  /** The root of the source tree. */
  public static Path root() {
    return Path.of(System.getProperty("vaultjca.root")).toAbsolutePath().normalize();
  }

  /** The self-contained jar. */
  public static Path jar() {
    Path jar = root().resolve("provider/target/vaultjca.jar");
    assertThat(jar).as("run mvn package first").exists();
    return jar;
  }

  /** The jars of the modules for Maven users, by their module names. */
  static ModuleFinder modules() {
    return ModuleFinder.of(
        location(AzureKeyVaultProvider.class), location(AzureKeyVaultKeyStore.class));
  }

  private static Path location(Class<?> type) {
    return Path.of(URI.create(type.getProtectionDomain().getCodeSource().getLocation().toString()));
  }

  /** The folder with the test programs that run in separate JVMs. */
  public static Path programs() {
    Path classes = root().resolve("tests/consumers/target/test-classes");
    assertThat(Files.isDirectory(classes)).isTrue();
    return classes;
  }
}
