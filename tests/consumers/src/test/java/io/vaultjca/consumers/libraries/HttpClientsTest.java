package io.vaultjca.consumers.libraries;

import static org.assertj.core.api.Assertions.assertThat;

import io.vaultjca.consumers.fixture.Contexts;
import io.vaultjca.consumers.fixture.HttpsEcho;
import io.vaultjca.consumers.fixture.Position;
import io.vaultjca.consumers.fixture.ServedVault;
import java.io.InputStream;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import org.apache.hc.client5.http.classic.methods.HttpGet;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.client5.http.io.HttpClientConnectionManager;
import org.apache.hc.client5.http.ssl.DefaultClientTlsStrategy;
import org.apache.hc.core5.http.io.entity.EntityUtils;
import org.apache.hc.core5.ssl.SSLContexts;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceAccessMode;
import org.junit.jupiter.api.parallel.ResourceLock;

/** HTTP clients with a client certificate whose key is in the vault. */
@ResourceLock(value = Position.PROVIDERS, mode = ResourceAccessMode.READ)
class HttpClientsTest {
  private static ServedVault vault;
  private static Position.Registration registered;
  private static HttpsEcho server;
  private static KeyStore store;

  @TempDir private Path folder;

  @BeforeAll
  static void start() throws Exception {
    vault =
        ServedVault.with(
            """
            {"certificates": [
              {"name": "web", "kty": "RSA", "chain": 2, "dnsNames": ["localhost"]},
              {"name": "client", "kty": "EC", "chain": 2}
            ]}
            """);
    registered = Position.LAST.register();
    server =
        new HttpsEcho(Contexts.of(vault, "PKIX", vault.keyStore("azure.keyvault.aliases=web")));
    store = vault.keyStore("azure.keyvault.aliases=client");
  }

  @AfterAll
  static void stop() {
    server.close();
    registered.close();
    vault.close();
  }

  @Test
  void apacheHttpClientShowsTheCertificate() throws Exception {
    KeyStore trust = KeyStore.getInstance("PKCS12");
    try (InputStream content =
        Files.newInputStream(vault.trustStore(folder.resolve("trust.p12")))) {
      trust.load(content, ServedVault.PASSWORD.toCharArray());
    }
    // Shown: Apache HttpClient 5
    SSLContext context =
        SSLContexts.custom().loadKeyMaterial(store, null).loadTrustMaterial(trust, null).build();
    HttpClientConnectionManager connections =
        PoolingHttpClientConnectionManagerBuilder.create()
            .setTlsSocketStrategy(new DefaultClientTlsStrategy(context))
            .build();
    CloseableHttpClient client = HttpClients.custom().setConnectionManager(connections).build();
    // Shown: end
    long before = vault.signatures();
    try (client) {
      for (int request = 0; request < 3; request++) {
        String body =
            client.execute(
                new HttpGet(server.uri()), response -> EntityUtils.toString(response.getEntity()));
        assertThat(body).isEqualTo("CN=client");
      }
    }
    assertThat(vault.signatures() - before).as("the server's and the client's").isEqualTo(2);
  }

  @Test
  void theJdksHttpClientShowsTheCertificate() throws Exception {
    TrustManager[] trust = vault.trust();
    // Shown: java.net.http
    KeyManagerFactory keys = KeyManagerFactory.getInstance("AzureKeyVault");
    keys.init(store, null);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(keys.getKeyManagers(), trust, null); // trust null: the JDK's authorities
    HttpClient client = HttpClient.newBuilder().sslContext(context).build();
    // Shown: end
    HttpResponse<String> response =
        client.send(
            HttpRequest.newBuilder(server.uri()).build(), HttpResponse.BodyHandlers.ofString());
    assertThat(response.body()).isEqualTo("CN=client");
  }
}
