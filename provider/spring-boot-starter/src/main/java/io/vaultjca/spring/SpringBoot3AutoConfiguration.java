package io.vaultjca.spring;

import org.apache.catalina.connector.Connector;
import org.eclipse.jetty.server.Server;
import org.springframework.boot.actuate.autoconfigure.health.ConditionalOnEnabledHealthIndicator;
import org.springframework.boot.actuate.health.Health;
import org.springframework.boot.actuate.health.HealthIndicator;
import org.springframework.boot.actuate.health.Status;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.web.embedded.jetty.JettyServerCustomizer;
import org.springframework.boot.web.embedded.tomcat.TomcatConnectorCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * Servers and health with Spring Boot 3. Spring Boot 4 moved the classes that this one imports: it
 * is the same as {@link SpringBoot4AutoConfiguration}, except for the imports. The conditions
 * select the one whose classes exist.
 */
@AutoConfiguration(after = VaultAutoConfiguration.class)
final class SpringBoot3AutoConfiguration {
  /** For Tomcat. */
  @Configuration(proxyBeanMethods = false)
  @ConditionalOnClass({TomcatConnectorCustomizer.class, Connector.class})
  static final class Tomcat {
    @Bean
    static TomcatConnectorCustomizer azureKeyVaultTomcat(VaultSslBundles bundles) {
      return connector -> TomcatSslContext.set(connector, bundles);
    }
  }

  /** For Jetty. */
  @Configuration(proxyBeanMethods = false)
  @ConditionalOnClass({JettyServerCustomizer.class, Server.class})
  static final class Jetty {
    @Bean
    static JettyServerCustomizer azureKeyVaultJetty(VaultSslBundles bundles) {
      return server -> JettySslContext.set(server, bundles);
    }
  }

  /** The health contributor {@code azureKeyVault}. */
  @Configuration(proxyBeanMethods = false)
  @ConditionalOnClass({ConditionalOnEnabledHealthIndicator.class, HealthIndicator.class})
  static final class Actuator {
    @Bean
    @ConditionalOnProperty("azure.keyvault.uri")
    @ConditionalOnEnabledHealthIndicator("azurekeyvault")
    static HealthIndicator azureKeyVaultHealthIndicator(VaultHealth health) {
      return () -> {
        VaultHealth.Check check = health.check();
        return Health.status(check.isUp() ? Status.UP : Status.DOWN)
            .withDetails(check.details())
            .build();
      };
    }
  }
}
