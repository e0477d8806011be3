package io.vaultjca.consumers.libraries;

import static io.vaultjca.consumers.fixture.Condition.until;
import static org.assertj.core.api.Assertions.assertThat;

import io.vaultjca.consumers.fixture.Contexts;
import io.vaultjca.consumers.fixture.Position;
import io.vaultjca.consumers.fixture.ServedVault;
import io.vaultjca.consumers.fixture.TlsConnection;
import java.io.InputStream;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.Security;
import java.time.Instant;
import java.util.Properties;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.api.parallel.ResourceAccessMode;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.springframework.boot.Banner;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

/** A web server of Spring Boot whose certificate is rotated in the vault. */
@Isolated("It sets the JVM's default key manager, and Spring Boot's logging.")
@ResourceLock(value = Position.PROVIDERS, mode = ResourceAccessMode.READ)
class SpringBootRotationTest {
  private static final String KEY_MANAGER = "ssl.KeyManagerFactory.algorithm";
  private static final String LOGGING = "org.springframework.boot.logging.LoggingSystem";
  private static final String WEB =
      "{\"certificates\": [{\"name\": \"web\", \"kty\": \"EC\", \"chain\": 2}]}";

  /** The web server's configuration class has another name in each version. */
  @EnableAutoConfiguration
  static class Application {}

  @TempDir private Path folder;
  private Position.Registration registered;
  private ServedVault vault;
  private String keyManager;

  @BeforeEach
  void openVault() {
    registered = Position.LAST.register();
    vault = ServedVault.with(WEB);
    keyManager = Security.getProperty(KEY_MANAGER);
    System.setProperty(LOGGING, "none");
  }

  @AfterEach
  void closeVault() {
    System.clearProperty(LOGGING);
    Security.setProperty(KEY_MANAGER, keyManager);
    vault.close();
    registered.close();
  }

  /** With the properties of the resource {@code spring/application.properties}. */
  private ConfigurableApplicationContext start(String... more) throws Exception {
    Properties properties = new Properties();
    try (InputStream file =
        SpringBootRotationTest.class.getResourceAsStream("/spring/application.properties")) {
      properties.load(file);
    }
    SpringApplicationBuilder application =
        new SpringApplicationBuilder(Application.class)
            .bannerMode(Banner.Mode.OFF)
            .properties(properties)
            .properties("server.port=0", "vault=" + folder.resolve("vault.properties"))
            .properties("server.tomcat.basedir=" + folder)
            .properties(more);
    return application.run();
  }

  private BigInteger serial(ConfigurableApplicationContext server) throws Exception {
    int port = server.getEnvironment().getRequiredProperty("local.server.port", Integer.class);
    try (TlsConnection connection = TlsConnection.to(Contexts.trusting(vault), "localhost", port)) {
      assertThat(connection.serverName()).isEqualTo("CN=web");
      return connection.server().getSerialNumber();
    }
  }

  @Test
  void serverFollowsARotationIfOurKeyManagerIsTheDefault() throws Exception {
    vault.file(folder.resolve("vault.properties"), "azure.keyvault.refresh-interval=1s");
    Security.setProperty(KEY_MANAGER, "AzureKeyVault");
    try (ConfigurableApplicationContext server = start()) {
      BigInteger old = serial(server);
      vault.server().seed(WEB);
      until("the new certificate", () -> !serial(server).equals(old));
    }
  }

  @Test
  void serverReloadsItsBundleWhenTheKeyStoreFileIsTouched() throws Exception {
    Path file =
        vault.file(folder.resolve("vault.properties"), "azure.keyvault.refresh-interval=1s");
    try (ConfigurableApplicationContext server =
        start(
            "spring.ssl.bundle.jks.server.reload-on-update=true",
            "spring.ssl.bundle.watch.file.quiet-period=100ms")) {
      BigInteger old = serial(server);
      vault.server().seed(WEB);
      assertThat(serial(server)).isEqualTo(old);
      Files.setLastModifiedTime(file, FileTime.from(Instant.now()));
      until("the new certificate", () -> !serial(server).equals(old));
    }
  }
}
