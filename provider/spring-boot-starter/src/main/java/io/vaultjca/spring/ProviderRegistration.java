package io.vaultjca.spring;

import io.vaultjca.provider.AzureKeyVaultProvider;
import java.security.Security;
import org.springframework.boot.context.event.ApplicationStartingEvent;
import org.springframework.context.ApplicationListener;

/**
 * Registers the provider {@code AzureKeyVault} before Spring Boot reads any configuration, and so
 * before it creates an SSL bundle: in {@code main} and in every {@code @SpringBootTest}.
 *
 * <p>The starter changes no other state of the JVM. Registration is necessary because JSSE signs
 * only with registered providers. The provider becomes the last one. Several applications in a JVM
 * share it, and a provider that is already registered stays as it is.
 */
final class ProviderRegistration implements ApplicationListener<ApplicationStartingEvent> {
  @Override
  public void onApplicationEvent(ApplicationStartingEvent event) {
    register();
  }

  /** Registers the provider, unless one of this name is registered. */
  static void register() {
    if (Security.getProvider(AzureKeyVaultProvider.NAME) == null) {
      // If two threads get here, the JVM ignores the second provider.
      Security.addProvider(new AzureKeyVaultProvider());
    }
  }
}
