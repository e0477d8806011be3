package io.vaultjca.spring;

import io.vaultjca.provider.AzureKeyVaultProvider;
import java.security.Security;
import org.springframework.boot.context.event.ApplicationStartingEvent;
import org.springframework.context.ApplicationListener;

/**
 * Registers the provider {@code AzureKeyVault} before Spring Boot reads any configuration, and so
 * before it makes an SSL bundle: in {@code main} and in every {@code @SpringBootTest}.
 *
 * <p>This is the one thing of the whole JVM that the starter changes: JSSE finds who signs with a
 * key of the vault among the registered providers, and nowhere else. The provider stands last, and
 * is registered once, whatever the number of applications in the JVM; one that somebody else has
 * registered is left as it is.
 */
final class ProviderRegistration implements ApplicationListener<ApplicationStartingEvent> {
  /** Called by Spring Boot. */
  ProviderRegistration() {}

  @Override
  public void onApplicationEvent(ApplicationStartingEvent event) {
    register();
  }

  /** Registers the provider, unless one of its name is registered. */
  static void register() {
    if (Security.getProvider(AzureKeyVaultProvider.NAME) == null) {
      // Of two threads that come here, the second one's is refused by the JVM.
      Security.addProvider(new AzureKeyVaultProvider());
    }
  }
}
