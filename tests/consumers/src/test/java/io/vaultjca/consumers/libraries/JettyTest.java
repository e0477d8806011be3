package io.vaultjca.consumers.libraries;

import static io.vaultjca.consumers.fixture.Condition.until;
import static org.assertj.core.api.Assertions.assertThat;

import io.vaultjca.consumers.fixture.Contexts;
import io.vaultjca.consumers.fixture.Position;
import io.vaultjca.consumers.fixture.ServedVault;
import io.vaultjca.consumers.fixture.TlsConnection;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.SecureRequestCustomizer;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceAccessMode;
import org.junit.jupiter.api.parallel.ResourceLock;

/** Jetty 12 serves HTTPS with keys of the vault. */
@ResourceLock(value = Position.PROVIDERS, mode = ResourceAccessMode.READ)
class JettyTest {
  private static final String SHOP =
      """
      {"certificates": [
        {"name": "shop", "kty": "EC", "chain": 2, "dnsNames": ["shop.example"]}]}
      """;

  private static ServedVault vault;
  private static Position.Registration registered;

  @TempDir private Path folder;

  @BeforeAll
  static void openVault() {
    vault =
        ServedVault.with(
            """
            {"certificates": [
              {"name": "web", "kty": "RSA", "chain": 2, "dnsNames": ["localhost"]}
            ]}
            """);
    vault.server().seed(SHOP);
    registered = Position.LAST.register();
  }

  @AfterAll
  static void closeVault() {
    registered.close();
    vault.close();
  }

  private static SslContextFactory.Server keysOf(Path file) {
    // Shown: Jetty
    SslContextFactory.Server tls = new SslContextFactory.Server();
    tls.setKeyStorePath(file.toString()); // vault.properties
    tls.setKeyStoreType("AzureKeyVault");
    tls.setKeyManagerFactoryAlgorithm("AzureKeyVault"); // follows a rotation
    // Shown: end
    return tls;
  }

  private static Server start(SslContextFactory.Server tls) throws Exception {
    HttpConfiguration http = new HttpConfiguration();
    http.addCustomizer(new SecureRequestCustomizer());
    Server server = new Server();
    ServerConnector connector = new ServerConnector(server, tls, new HttpConnectionFactory(http));
    connector.setHost("127.0.0.1");
    server.addConnector(connector);
    server.setHandler(
        new Handler.Abstract() {
          @Override
          public boolean handle(Request request, Response response, Callback callback) {
            byte[] content = "served by Jetty".getBytes(StandardCharsets.UTF_8);
            response.getHeaders().put("Content-Length", content.length);
            response.write(true, ByteBuffer.wrap(content), callback);
            return true;
          }
        });
    server.start();
    return server;
  }

  private static String serverName(Server server, String host) throws Exception {
    int port = ((ServerConnector) server.getConnectors()[0]).getLocalPort();
    try (TlsConnection connection = TlsConnection.to(Contexts.trusting(vault), host, port)) {
      assertThat(connection.get()).isEqualTo("served by Jetty");
      return connection.serverName() + " " + connection.server().getSerialNumber();
    }
  }

  @Test
  void servesEachHostWithTheJdksKeyManager() throws Exception {
    SslContextFactory.Server tls = keysOf(vault.file(folder.resolve("vault.properties")));
    tls.setKeyManagerFactoryAlgorithm("SunX509");
    Server server = start(tls);
    try {
      assertThat(serverName(server, "localhost")).startsWith("CN=web ");
      assertThat(serverName(server, "shop.example")).startsWith("CN=shop ");
    } finally {
      server.stop();
    }
  }

  @Test
  void followsARotationWithOurKeyManager() throws Exception {
    SslContextFactory.Server tls =
        keysOf(
            vault.file(
                folder.resolve("vault.properties"),
                "azure.keyvault.aliases=shop",
                "azure.keyvault.refresh-interval=1s"));
    Server server = start(tls);
    try {
      String old = serverName(server, "shop.example");
      assertThat(old).startsWith("CN=shop ");
      vault.server().seed(SHOP);
      until("the new certificate", () -> !serverName(server, "shop.example").equals(old));
    } finally {
      server.stop();
    }
  }

  @Test
  void servesEachHostWithOurKeyManager() throws Exception {
    SslContextFactory.Server tls = keysOf(vault.file(folder.resolve("vault.properties")));
    Server server = start(tls);
    try {
      assertThat(serverName(server, "localhost")).startsWith("CN=web ");
      assertThat(serverName(server, "shop.example")).startsWith("CN=shop ");
    } finally {
      server.stop();
    }
  }
}
