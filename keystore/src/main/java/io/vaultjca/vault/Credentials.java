package io.vaultjca.vault;

import com.azure.core.credential.AccessToken;
import com.azure.core.credential.TokenCredential;
import com.azure.core.credential.TokenRequestContext;
import com.azure.core.http.HttpClient;
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
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Locale;
import java.util.Optional;
import reactor.core.publisher.Mono;

/** Builds Azure Identity's credentials from a configuration. Each is built when first needed. */
final class Credentials {
  /** Azure Identity's own variable: which credentials of the default chain are tried. */
  private static final String CHAIN_CHOICE = "AZURE_TOKEN_CREDENTIALS";

  private Credentials() {}

  static TokenCredential build(CredentialConfig config, HttpClient httpClient) {
    return switch (config.kind()) {
      case DEFAULT -> defaultChain(config, httpClient);
      case ENVIRONMENT -> environment(config, httpClient);
      case WORKLOAD_IDENTITY ->
          application(new WorkloadIdentityCredentialBuilder(), config, httpClient).build();
      case MANAGED_IDENTITY -> {
        ManagedIdentityCredentialBuilder builder =
            new ManagedIdentityCredentialBuilder()
                .httpClient(httpClient)
                .httpLogOptions(HttpTransport.logOptions());
        config.clientId().ifPresent(builder::clientId);
        yield builder.build();
      }
      case CLIENT_SECRET, PASSWORD_IS_CLIENT_SECRET ->
          application(new ClientSecretCredentialBuilder(), config, httpClient)
              .clientSecret(config.clientSecret().orElseThrow().reveal())
              .build();
      case CLIENT_CERTIFICATE -> clientCertificate(config, httpClient);
      case AZURE_CLI -> azureCli(config);
      case ACCESS_TOKEN, PASSWORD_IS_ACCESS_TOKEN ->
          new FixedToken(config.accessToken().orElseThrow());
      case CUSTOM -> new OwnCredential(config.custom().orElseThrow());
    };
  }

  /**
   * DefaultAzureCredential without the logins of IDEs and PowerShell: they read the desktop's key
   * ring through JNA, and where JNA is missing, as in the self-contained jar, an Error would end
   * the chain before it reaches the Azure CLI.
   */
  private static TokenCredential defaultChain(CredentialConfig config, HttpClient httpClient) {
    Configuration environment = Configuration.getGlobalConfiguration();
    String choice = environment.get(CHAIN_CHOICE, "").strip().toLowerCase(Locale.ROOT);
    return switch (choice) {
      case "" ->
          new ChainedTokenCredentialBuilder()
              .addLast(deployedCredential(config, httpClient, environment))
              .addLast(azureCli(config))
              .addLast(azureDeveloperCli(config))
              .build();
      case "dev" ->
          new ChainedTokenCredentialBuilder()
              .addLast(azureCli(config))
              .addLast(azureDeveloperCli(config))
              .build();
      default -> defaultCredential(config, httpClient, environment);
    };
  }

  /** The part of DefaultAzureCredential for deployed programs, up to managed identity. */
  // The replacement of clone, ConfigurationBuilder, writes into the JVM's global configuration.
  @SuppressWarnings("deprecation")
  private static TokenCredential deployedCredential(
      CredentialConfig config, HttpClient httpClient, Configuration environment) {
    return defaultCredential(config, httpClient, environment.clone().put(CHAIN_CHOICE, "prod"));
  }

  private static TokenCredential defaultCredential(
      CredentialConfig config, HttpClient httpClient, Configuration environment) {
    DefaultAzureCredentialBuilder builder =
        new DefaultAzureCredentialBuilder()
            .httpClient(httpClient)
            .httpLogOptions(HttpTransport.logOptions())
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

  private static TokenCredential azureCli(CredentialConfig config) {
    AzureCliCredentialBuilder builder = new AzureCliCredentialBuilder();
    config.tenantId().ifPresent(builder::tenantId);
    return builder.build();
  }

  private static TokenCredential azureDeveloperCli(CredentialConfig config) {
    AzureDeveloperCliCredentialBuilder builder = new AzureDeveloperCliCredentialBuilder();
    config.tenantId().ifPresent(builder::tenantId);
    return builder.build();
  }

  /** Azure Identity's builder for this one cannot switch instance discovery off; its chain can. */
  @SuppressWarnings("deprecation") // As above.
  private static TokenCredential environment(CredentialConfig config, HttpClient httpClient) {
    if (config.instanceDiscovery()) {
      EnvironmentCredentialBuilder builder =
          new EnvironmentCredentialBuilder()
              .httpClient(httpClient)
              .httpLogOptions(HttpTransport.logOptions());
      config.authorityHost().ifPresent(builder::authorityHost);
      return builder.build();
    }
    return defaultCredential(
        config,
        httpClient,
        Configuration.getGlobalConfiguration().clone().put(CHAIN_CHOICE, "EnvironmentCredential"));
  }

  private static TokenCredential clientCertificate(CredentialConfig config, HttpClient httpClient) {
    ClientCertificateCredentialBuilder builder =
        application(new ClientCertificateCredentialBuilder(), config, httpClient);
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

  private static <B extends AadCredentialBuilderBase<B>> B application(
      B builder, CredentialConfig config, HttpClient httpClient) {
    B configured = builder.httpClient(httpClient).httpLogOptions(HttpTransport.logOptions());
    config.tenantId().ifPresent(configured::tenantId);
    config.clientId().ifPresent(configured::clientId);
    config.authorityHost().ifPresent(configured::authorityHost);
    if (!config.instanceDiscovery()) {
      configured.disableInstanceDiscovery();
    }
    return configured;
  }

  /** A token that somebody else got; the service alone knows when it expires. */
  private record FixedToken(Secret token) implements TokenCredential {
    @Override
    public AccessToken getTokenSync(TokenRequestContext request) {
      return new AccessToken(token.reveal(), OffsetDateTime.now(ZoneOffset.UTC).plusDays(1));
    }

    @Override
    public Mono<AccessToken> getToken(TokenRequestContext request) {
      return Mono.fromCallable(() -> getTokenSync(request));
    }
  }

  /** The program's own source of tokens. */
  private record OwnCredential(VaultCredential credential) implements TokenCredential {
    /** A program may say {@link Instant#MAX}, which no date can show. */
    private static final Instant FOR_EVER = Instant.parse("9999-12-31T23:59:59Z");

    @Override
    public AccessToken getTokenSync(TokenRequestContext request) {
      try {
        VaultCredential.Token token =
            credential.getToken(
                new VaultCredential.Request(
                    request.getScopes(),
                    Optional.ofNullable(request.getTenantId()),
                    Optional.ofNullable(request.getClaims())));
        if (token == null || token.value() == null || token.expiresAt() == null) {
          throw new IllegalStateException(
              "the program's own VaultCredential returned "
                  + (token == null ? "null" : "a token without a value or an expiry"));
        }
        Instant expires = token.expiresAt().isAfter(FOR_EVER) ? FOR_EVER : token.expiresAt();
        return new AccessToken(token.value().reveal(), expires.atOffset(ZoneOffset.UTC));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    @Override
    public Mono<AccessToken> getToken(TokenRequestContext request) {
      return Mono.fromCallable(() -> getTokenSync(request));
    }
  }
}
