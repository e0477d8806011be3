package io.vaultjca.spring;

import io.vaultjca.provider.AzureKeyVaultProvider;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Lazy;
import org.springframework.core.env.Environment;

/** SSL bundles with keys in a vault, and a bean for the vault's key store. */
@AutoConfiguration(before = SslAutoConfiguration.class)
@EnableConfigurationProperties(VaultProperties.class)
final class VaultAutoConfiguration {
  @Bean
  static VaultSettings azureKeyVaultSettings(Environment environment) {
    return VaultSettings.of(environment);
  }

  @Bean
  static VaultSslBundles azureKeyVaultSslBundles(
      VaultProperties properties, VaultSettings settings, ObjectProvider<SslBundles> bundles) {
    return new VaultSslBundles(properties, settings, bundles);
  }

  @Bean
  static VaultHealth azureKeyVaultHealth(
      VaultProperties properties, VaultSettings settings, VaultSslBundles bundles) {
    return new VaultHealth(properties.health().timeout(), settings, bundles);
  }

  /** The key store of {@code azure.keyvault.*}, for code that signs or decrypts. */
  @Bean
  @Lazy
  @ConditionalOnMissingBean(KeyStore.class)
  @ConditionalOnProperty("azure.keyvault.uri")
  static KeyStore azureKeyVault(VaultSettings settings) {
    ProviderRegistration.register();
    try {
      return settings.keyStore(AzureKeyVaultProvider.NAME);
    } catch (IOException | GeneralSecurityException e) {
      throw new UnusableVaultException(
          "The vault cannot be opened. " + e.getMessage(),
          """
          Correct azure.keyvault.* in the application's configuration, which the message calls the \
          key store file.""",
          e);
    }
  }
}
