package io.vaultjca.embedded.junit;

import io.vaultjca.embedded.VaultServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.platform.commons.support.AnnotationSupport;

/** Implements {@link EmbeddedVault}, which registers it. */
final class EmbeddedVaultExtension
    implements BeforeAllCallback, BeforeEachCallback, ParameterResolver {
  private static final ExtensionContext.Namespace NAMESPACE =
      ExtensionContext.Namespace.create(EmbeddedVaultExtension.class);

  /** Called by JUnit. */
  EmbeddedVaultExtension() {}

  /** Distinguishes the vaults of a test. */
  private record Kind(boolean managedHsm, boolean premium) {}

  /**
   * A vault and its key store file, closed with the context that it was made for.
   *
   * @param planted the seeds that are already in the vault
   */
  @SuppressWarnings("deprecation") // the only type that JUnit before 5.13 closes
  private record Running(VaultServer server, Path folder, Set<String> planted)
      implements ExtensionContext.Store.CloseableResource, AutoCloseable {

    static Running start(Kind kind) {
      VaultServer server =
          VaultServer.builder().managedHsm(kind.managedHsm()).premium(kind.premium()).start();
      try {
        Path folder = Files.createTempDirectory("embedded-vault-");
        server.writeProperties(folder.resolve("vault.properties"));
        return new Running(server, folder, new HashSet<>());
      } catch (IOException | RuntimeException failed) {
        server.close();
        throw new ExtensionConfigurationException("the embedded vault did not start", failed);
      }
    }

    /** Plants a seed once, although several fields and parameters may have it. */
    void plant(String seed) {
      // Parallel tests may share the vault of a static field.
      synchronized (planted) {
        if (seed.isEmpty() || planted.contains(seed)) {
          return;
        }
        try {
          server.seed(seed);
        } catch (IllegalArgumentException wrong) {
          throw new ExtensionConfigurationException(
              "the seed of @EmbeddedVault is wrong: " + wrong.getMessage(), wrong);
        }
        planted.add(seed);
      }
    }

    Path properties() {
      return folder.resolve("vault.properties");
    }

    @Override
    public void close() {
      server.close();
      try {
        Files.deleteIfExists(properties());
        Files.deleteIfExists(folder);
      } catch (IOException inUse) {
        throw new UncheckedIOException(inUse);
      }
    }
  }

  @Override
  public void beforeAll(ExtensionContext context) throws IllegalAccessException {
    inject(context, null);
  }

  @Override
  public void beforeEach(ExtensionContext context) throws IllegalAccessException {
    for (Object instance : context.getRequiredTestInstances().getAllInstances()) {
      inject(context, instance);
    }
  }

  private static void inject(ExtensionContext context, @Nullable Object instance)
      throws IllegalAccessException {
    Class<?> type = instance == null ? context.getRequiredTestClass() : instance.getClass();
    for (Field field : AnnotationSupport.findAnnotatedFields(type, EmbeddedVault.class)) {
      if (Modifier.isStatic(field.getModifiers()) == (instance == null)) {
        field.setAccessible(true);
        field.set(
            instance, value(context, field.getType(), field.getAnnotation(EmbeddedVault.class)));
      }
    }
  }

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return parameter.isAnnotated(EmbeddedVault.class);
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    return value(
        context,
        parameter.getParameter().getType(),
        parameter.findAnnotation(EmbeddedVault.class).orElseThrow());
  }

  private static Object value(ExtensionContext context, Class<?> type, EmbeddedVault wanted) {
    boolean server = type == VaultServer.class;
    if (!server && type != Path.class) {
      throw new ExtensionConfigurationException(
          "@EmbeddedVault injects a VaultServer or a Path, not a " + type.getName());
    }
    // The store also returns the vault that a static field made for the class.
    Running running =
        context
            .getStore(NAMESPACE)
            .getOrComputeIfAbsent(
                new Kind(wanted.managedHsm(), wanted.premium()), Running::start, Running.class);
    running.plant(wanted.seed());
    return server ? running.server() : running.properties();
  }
}
