package io.vaultjca.token;

import com.azure.core.credential.TokenCredential;
import com.azure.core.http.HttpClient;
import com.azure.core.http.policy.HttpLogDetailLevel;
import com.azure.core.http.policy.HttpLogOptions;
import com.azure.core.util.Configuration;
import com.azure.identity.AadCredentialBuilderBase;
import com.azure.identity.AzureCliCredentialBuilder;
import com.azure.identity.AzureDeveloperCliCredentialBuilder;
import com.azure.identity.ChainedTokenCredentialBuilder;
import com.azure.identity.ClientCertificateCredentialBuilder;
import com.azure.identity.ClientSecretCredentialBuilder;
import com.azure.identity.DefaultAzureCredentialBuilder;
import com.azure.identity.EnvironmentCredentialBuilder;
import com.azure.identity.ManagedIdentityCredentialBuilder;
import com.azure.identity.WorkloadIdentityCredentialBuilder;
import io.vaultjca.AzureTokenCredential;
import io.vaultjca.Secret;
import io.vaultjca.VaultCredential;
import io.vaultjca.azure.SdkHttpClient;
import io.vaultjca.config.CredentialConfig;
import io.vaultjca.transport.DaemonThreads;
import io.vaultjca.transport.Transport;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.ExecutorService;

/**
 * Builds Azure Identity's credentials from a configuration. They use our transport and our threads:
 * the SDK's own threads never end, and keep this library in memory.
 */
final class AzureIdentity {
  /** Azure Identity's variable that chooses the credentials of the default chain. */
  private static final String CHAIN_CHOICE = "AZURE_TOKEN_CREDENTIALS";

  private final CredentialConfig config;
  private final HttpClient httpClient;
  private final ExecutorService threads = DaemonThreads.pool("identity");

  AzureIdentity(CredentialConfig config, Transport transport) {
    this.config = config;
    this.httpClient = new SdkHttpClient(new TokenRequests(transport));
  }

  VaultCredential credential() {
    return new AzureTokenCredential(
        switch (config.kind()) {
          case DEFAULT -> defaultChain();
          case ENVIRONMENT -> environment();
          case WORKLOAD_IDENTITY -> application(new WorkloadIdentityCredentialBuilder()).build();
          case MANAGED_IDENTITY -> managedIdentity();
          case CLIENT_SECRET, PASSWORD_IS_CLIENT_SECRET ->
              application(new ClientSecretCredentialBuilder())
                  .clientSecret(config.clientSecret().orElseThrow().reveal())
                  .build();
          case CLIENT_CERTIFICATE -> clientCertificate();
          case AZURE_CLI -> azureCli();
          case ACCESS_TOKEN, PASSWORD_IS_ACCESS_TOKEN, CUSTOM ->
              throw new IllegalArgumentException(
                  config.kind() + " is not a credential of Azure Identity");
        });
  }

  /**
   * Limits the SDK's log of an exchange to its first lines, whatever {@code
   * AZURE_HTTP_LOG_DETAIL_LEVEL} says: headers and bodies contain tokens, keys and secrets.
   */
  private static HttpLogOptions logOptions() {
    HttpLogOptions asked = new HttpLogOptions();
    return asked.getLogLevel() == HttpLogDetailLevel.NONE
        ? asked
        : asked.setLogLevel(HttpLogDetailLevel.BASIC);
  }

  private TokenCredential managedIdentity() {
    ManagedIdentityCredentialBuilder builder =
        new ManagedIdentityCredentialBuilder()
            .httpClient(httpClient)
            .executorService(threads)
            .httpLogOptions(logOptions());
    config.clientId().ifPresent(builder::clientId);
    return builder.build();
  }

  /**
   * DefaultAzureCredential without the logins of IDEs and PowerShell. They read the desktop's key
   * ring through JNA; without JNA, as in the self-contained jar, an Error would end the chain
   * before it reaches the Azure CLI.
   */
  private TokenCredential defaultChain() {
    Configuration environment = Configuration.getGlobalConfiguration();
    String choice = environment.get(CHAIN_CHOICE, "").strip().toLowerCase(Locale.ROOT);
    return switch (choice) {
      case "", "dev" -> {
        ChainedTokenCredentialBuilder chain = new ChainedTokenCredentialBuilder();
        if (choice.isEmpty()) {
          chain.addLast(deployedCredential(environment));
        }
        yield chain.addLast(azureCli()).addLast(azureDeveloperCli()).build();
      }
      default -> defaultCredential(environment);
    };
  }

  /** The part of DefaultAzureCredential for deployed programs, up to managed identity. */
  // The replacement of clone, ConfigurationBuilder, writes into the JVM's global configuration.
  @SuppressWarnings("deprecation")
  private TokenCredential deployedCredential(Configuration environment) {
    return defaultCredential(environment.clone().put(CHAIN_CHOICE, "prod"));
  }

  private TokenCredential defaultCredential(Configuration environment) {
    DefaultAzureCredentialBuilder builder =
        new DefaultAzureCredentialBuilder()
            .httpClient(httpClient)
            .executorService(threads)
            .httpLogOptions(logOptions())
            .configuration(environment);
    config.authorityHost().ifPresent(builder::authorityHost);
    config.tenantId().ifPresent(builder::tenantId);
    config.clientId().ifPresent(builder::managedIdentityClientId);
    config.clientId().ifPresent(builder::workloadIdentityClientId);
    if (!config.instanceDiscovery()) {
      builder.disableInstanceDiscovery();
    }
    return builder.build();
  }

  private TokenCredential azureCli() {
    AzureCliCredentialBuilder builder = new AzureCliCredentialBuilder();
    config.tenantId().ifPresent(builder::tenantId);
    return builder.build();
  }

  private TokenCredential azureDeveloperCli() {
    AzureDeveloperCliCredentialBuilder builder = new AzureDeveloperCliCredentialBuilder();
    config.tenantId().ifPresent(builder::tenantId);
    return builder.build();
  }

  /** Azure Identity's builder cannot disable instance discovery here; its default chain can. */
  @SuppressWarnings("deprecation") // As above.
  private TokenCredential environment() {
    if (config.instanceDiscovery()) {
      EnvironmentCredentialBuilder builder =
          new EnvironmentCredentialBuilder()
              .httpClient(httpClient)
              .executorService(threads)
              .httpLogOptions(logOptions());
      config.authorityHost().ifPresent(builder::authorityHost);
      return builder.build();
    }
    return defaultCredential(
        Configuration.getGlobalConfiguration().clone().put(CHAIN_CHOICE, "EnvironmentCredential"));
  }

  private TokenCredential clientCertificate() {
    ClientCertificateCredentialBuilder builder =
        application(new ClientCertificateCredentialBuilder());
    String file = config.clientCertificate().orElseThrow().toString();
    Optional<Secret> password = config.clientCertificatePassword();
    if (file.endsWith(".pem") || file.endsWith(".crt") || file.endsWith(".key")) {
      builder.pemCertificate(file);
    } else {
      builder
          .pfxCertificate(file)
          .clientCertificatePassword(password.map(Secret::reveal).orElse(""));
    }
    return builder.build();
  }

  private <B extends AadCredentialBuilderBase<B>> B application(B builder) {
    B configured =
        builder.httpClient(httpClient).executorService(threads).httpLogOptions(logOptions());
    config.tenantId().ifPresent(configured::tenantId);
    config.clientId().ifPresent(configured::clientId);
    config.authorityHost().ifPresent(configured::authorityHost);
    if (!config.instanceDiscovery()) {
      configured.disableInstanceDiscovery();
    }
    return configured;
  }
}
