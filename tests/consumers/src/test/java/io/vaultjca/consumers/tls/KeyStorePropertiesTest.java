package io.vaultjca.consumers.tls;

import static org.assertj.core.api.Assertions.assertThat;

import io.vaultjca.consumers.Product;
import io.vaultjca.consumers.Tool;
import io.vaultjca.consumers.fixture.Contexts;
import io.vaultjca.consumers.fixture.Full;
import io.vaultjca.consumers.fixture.HttpsEcho;
import io.vaultjca.consumers.fixture.Position;
import io.vaultjca.consumers.fixture.ServedVault;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceAccessMode;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A program whose client certificate only {@code javax.net.ssl.keyStore*} configures, while the
 * provider uses HTTPS in the same JVM.
 */
// The sample has the provider's number on Linux.
@EnabledOnOs(OS.LINUX)
@ResourceLock(value = Position.PROVIDERS, mode = ResourceAccessMode.READ)
class KeyStorePropertiesTest {
  private static ServedVault vault;
  private static Position.Registration registered;
  private static HttpsEcho server;

  @TempDir private Path folder;

  @BeforeAll
  static void start() throws Exception {
    vault =
        ServedVault.with(
            """
            {"certificates": [
              {"name": "server", "kty": "EC", "chain": 2, "dnsNames": ["localhost"]},
              {"name": "client", "kty": "EC", "chain": 2}
            ]}
            """);
    registered = Position.LAST.register();
    server =
        new HttpsEcho(Contexts.of(vault, "PKIX", vault.keyStore("azure.keyvault.aliases=server")));
  }

  @AfterAll
  static void stop() {
    server.close();
    registered.close();
    vault.close();
  }

  static Stream<Arguments> settings() {
    return Stream.of(
            Arguments.of("vault.properties", "SunX509", "--module-path"),
            Arguments.of("NONE", "PKIX", "-cp"),
            Arguments.of("vault.properties", "AzureKeyVault", "-cp"))
        .limit(Full.RUN ? 3 : 1);
  }

  @ParameterizedTest
  @MethodSource("settings")
  void theApplicationKeepsItsClientCertificate(String keyStore, String algorithm, String path)
      throws Exception {
    vault.file(folder.resolve("vault.properties"), "azure.keyvault.aliases=client");
    vault.trustStore(folder.resolve("trust.p12"));
    List<String> command = new ArrayList<>();
    if (path.equals("-cp")) {
      command.addAll(List.of("-cp", Product.jar() + File.pathSeparator + Product.programs()));
    } else {
      command.add("--module-path=" + Product.jar());
      command.addAll(List.of("-cp", Product.programs().toString()));
    }
    command.add("-Djava.security.properties=" + security(algorithm));
    command.add("-Djavax.net.ssl.keyStore=" + keyStore);
    command.add("-Djavax.net.ssl.keyStoreType=AzureKeyVault");
    command.add("-Djavax.net.ssl.trustStore=trust.p12");
    command.add("-Djavax.net.ssl.trustStorePassword=" + ServedVault.PASSWORD);
    if (keyStore.equals("NONE")) {
      Properties properties = new Properties();
      try (var content = Files.newInputStream(folder.resolve("vault.properties"))) {
        properties.load(content);
      }
      properties.forEach((name, value) -> command.add("-D" + name + "=" + value));
    }
    command.add("io.vaultjca.consumers.programs.HttpsClient");
    command.add(server.uri().toString());
    assertThat(new Tool(folder).run("java", command).succeeds().output())
        .contains("HttpsURLConnection: CN=client")
        .contains("HttpClient: CN=client");
  }

  /** Writes the sample file with the JVM's default key manager factory. */
  private Path security(String algorithm) throws Exception {
    String sample = Files.readString(Product.root().resolve("java.security.sample"));
    return Files.writeString(
        folder.resolve("java.security"),
        sample + "\nssl.KeyManagerFactory.algorithm=" + algorithm + "\n");
  }
}
