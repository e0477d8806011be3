package io.vaultjca.consumers.libraries;

import static org.assertj.core.api.Assertions.assertThat;

import com.unboundid.ldap.listener.InMemoryDirectoryServer;
import com.unboundid.ldap.listener.InMemoryDirectoryServerConfig;
import com.unboundid.ldap.listener.InMemoryListenerConfig;
import com.unboundid.ldap.sdk.LDAPConnection;
import com.unboundid.util.ssl.SSLUtil;
import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.MethodDescriptor;
import io.grpc.Server;
import io.grpc.ServerServiceDefinition;
import io.grpc.netty.shaded.io.grpc.netty.GrpcSslContexts;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.netty.shaded.io.netty.handler.ssl.ClientAuth;
import io.grpc.netty.shaded.io.netty.handler.ssl.SslContext;
import io.grpc.netty.shaded.io.netty.handler.ssl.SslContextBuilder;
import io.grpc.netty.shaded.io.netty.handler.ssl.SslProvider;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.ServerCalls;
import io.undertow.Undertow;
import io.vaultjca.consumers.fixture.Contexts;
import io.vaultjca.consumers.fixture.Full;
import io.vaultjca.consumers.fixture.HttpsEcho;
import io.vaultjca.consumers.fixture.Position;
import io.vaultjca.consumers.fixture.ServedVault;
import io.vaultjca.consumers.fixture.TlsConnection;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.KeyCertOptions;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509KeyManager;
import javax.net.ssl.X509TrustManager;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.network.ConnectionMode;
import org.apache.kafka.common.security.ssl.SslFactory;
import org.conscrypt.Conscrypt;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceAccessMode;
import org.junit.jupiter.api.parallel.ResourceLock;

/** TLS libraries, as servers and as clients, with keys in the vault. */
@Full
@ResourceLock(value = Position.PROVIDERS, mode = ResourceAccessMode.READ)
class TlsLibrariesTest {
  private static ServedVault vault;
  private static Position.Registration registered;

  /** The keys of a server and of a client. */
  private static KeyStore store;

  private static KeyStore client;
  private static TrustManager[] trust;

  @TempDir private Path folder;

  @BeforeAll
  static void openVault() throws Exception {
    vault =
        ServedVault.with(
            """
            {"certificates": [
              {"name": "web", "kty": "EC", "chain": 2, "dnsNames": ["localhost"]},
              {"name": "client", "kty": "EC", "chain": 2}
            ]}
            """);
    registered = Position.LAST.register();
    store = vault.keyStore("azure.keyvault.aliases=web");
    client = vault.keyStore("azure.keyvault.aliases=client");
    trust = vault.trust();
  }

  @AfterAll
  static void closeVault() {
    registered.close();
    vault.close();
  }

  private static KeyManagerFactory keys(KeyStore store) throws Exception {
    KeyManagerFactory keys = KeyManagerFactory.getInstance("AzureKeyVault");
    keys.init(store, null);
    return keys;
  }

  private static void isServedBy(int port, String answer) throws Exception {
    long before = vault.signatures();
    try (TlsConnection connection = TlsConnection.to(Contexts.trusting(vault), "localhost", port)) {
      assertThat(connection.serverName()).isEqualTo("CN=web");
      assertThat(connection.get()).isEqualTo(answer);
    }
    assertThat(vault.signatures() - before).isEqualTo(1);
  }

  @Test
  void vertxServes() throws Exception {
    KeyManagerFactory keys = keys(store);
    // Shown: Vert.x
    HttpServerOptions options =
        new HttpServerOptions()
            .setSsl(true)
            .setKeyCertOptions(KeyCertOptions.wrap((X509KeyManager) keys.getKeyManagers()[0]));
    // Shown: end
    Vertx vertx = Vertx.vertx();
    try {
      HttpServer server =
          vertx
              .createHttpServer(options)
              .requestHandler(request -> request.response().end("Vert.x"))
              .listen(0, "127.0.0.1")
              .toCompletionStage()
              .toCompletableFuture()
              .get(60, TimeUnit.SECONDS);
      isServedBy(server.actualPort(), "Vert.x");
    } finally {
      vertx.close().toCompletionStage().toCompletableFuture().get(60, TimeUnit.SECONDS);
    }
  }

  @Test
  void undertowServes() throws Exception {
    KeyManagerFactory keys = keys(store);
    // Shown: Undertow
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(keys.getKeyManagers(), null, null);
    Undertow server =
        Undertow.builder()
            .addHttpsListener(0, "127.0.0.1", context)
            .setHandler(exchange -> exchange.getResponseSender().send("Undertow"))
            .build();
    // Shown: end
    server.start();
    try {
      InetSocketAddress address = (InetSocketAddress) server.getListenerInfo().get(0).getAddress();
      isServedBy(address.getPort(), "Undertow");
    } finally {
      server.stop();
    }
  }

  @Test
  void okHttpPresentsTheClientsCertificate() throws Exception {
    KeyManagerFactory keys = keys(client);
    try (HttpsEcho server = new HttpsEcho(Contexts.of(vault, "AzureKeyVault", store))) {
      // Shown: OkHttp
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(keys.getKeyManagers(), trust, null);
      OkHttpClient http =
          new OkHttpClient.Builder()
              .sslSocketFactory(context.getSocketFactory(), (X509TrustManager) trust[0])
              .build();
      // Shown: end
      try (Response response =
          http.newCall(new Request.Builder().url(server.uri().toURL()).build()).execute()) {
        assertThat(response.body().string()).isEqualTo("CN=client");
      } finally {
        http.dispatcher().executorService().shutdown();
        http.connectionPool().evictAll();
      }
    }
  }

  /** The method {@code test/greet}, whose messages are text. */
  private static final MethodDescriptor<String, String> GREET =
      MethodDescriptor.<String, String>newBuilder()
          .setType(MethodDescriptor.MethodType.UNARY)
          .setFullMethodName("test/greet")
          .setRequestMarshaller(new Text())
          .setResponseMarshaller(new Text())
          .build();

  private static final class Text implements MethodDescriptor.Marshaller<String> {
    @Override
    public InputStream stream(String value) {
      return new ByteArrayInputStream(value.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public String parse(InputStream stream) {
      try {
        return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  @Test
  void grpcServesAndShowsTheClientsCertificate() throws Exception {
    KeyManagerFactory keys = keys(store);
    KeyManagerFactory clientKeys = keys(client);
    TrustManager authorities = trust[0];
    // Shown: gRPC
    SslContext ofServer =
        GrpcSslContexts.configure(SslContextBuilder.forServer(keys), SslProvider.JDK)
            .trustManager(authorities)
            .clientAuth(ClientAuth.REQUIRE)
            .build();
    SslContext ofClient =
        GrpcSslContexts.configure(
                SslContextBuilder.forClient().keyManager(clientKeys), SslProvider.JDK)
            .trustManager(authorities)
            .build();
    // Shown: end
    Server server =
        NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
            .sslContext(ofServer)
            .addService(
                ServerServiceDefinition.builder("test")
                    .addMethod(
                        GREET,
                        ServerCalls.asyncUnaryCall(
                            (request, response) -> {
                              response.onNext("hello " + request);
                              response.onCompleted();
                            }))
                    .build())
            .build()
            .start();
    ManagedChannel channel =
        NettyChannelBuilder.forAddress("localhost", server.getPort()).sslContext(ofClient).build();
    try {
      long before = vault.signatures();
      assertThat(ClientCalls.blockingUnaryCall(channel, GREET, CallOptions.DEFAULT, "gRPC"))
          .isEqualTo("hello gRPC");
      assertThat(vault.signatures() - before).as("the server's and the client's").isEqualTo(2);
    } finally {
      channel.shutdownNow().awaitTermination(60, TimeUnit.SECONDS);
      server.shutdownNow().awaitTermination(60, TimeUnit.SECONDS);
    }
  }

  /** Serves one handshake, and then returns the subject of the client. */
  private static FutureTask<String> clientAt(ServerSocket listening) throws Exception {
    SSLContext server = Contexts.of(vault, "AzureKeyVault", store);
    FutureTask<String> name =
        new FutureTask<>(
            () -> {
              try (Socket plain = listening.accept();
                  SSLSocket tls =
                      (SSLSocket)
                          server.getSocketFactory().createSocket(plain, "client", 0, true)) {
                tls.setUseClientMode(false);
                tls.setNeedClientAuth(true);
                tls.startHandshake();
                return tls.getSession().getPeerPrincipal().getName();
              }
            });
    Thread serving = new Thread(name, "server");
    serving.setDaemon(true);
    serving.start();
    return name;
  }

  @Test
  void kafkasClientShowsItsCertificate() throws Exception {
    Path file = vault.file(folder.resolve("vault.properties"), "azure.keyvault.aliases=client");
    Properties properties = new Properties();
    properties.putAll(kafka(file));
    properties.put("ssl.truststore.location", vault.trustStore(folder.resolve("ca")).toString());
    properties.put("ssl.truststore.type", "PKCS12");
    properties.put("ssl.truststore.password", ServedVault.PASSWORD);
    try (ServerSocket listening = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      FutureTask<String> name = clientAt(listening);
      properties.put("bootstrap.servers", "localhost:" + listening.getLocalPort());
      Admin admin = Admin.create(properties);
      try {
        assertThat(name.get(60, TimeUnit.SECONDS)).isEqualTo("CN=client");
      } finally {
        admin.close(java.time.Duration.ZERO);
      }
    }
  }

  /** Runs the engine that a broker creates for a connection, without a broker. */
  @Test
  void kafkasBrokerServes() throws Exception {
    Path file = vault.file(folder.resolve("vault.properties"), "azure.keyvault.aliases=web");
    AbstractConfig settings =
        new AbstractConfig(new ConfigDef().withClientSslSupport(), kafka(file));
    try (SslFactory broker = new SslFactory(ConnectionMode.SERVER)) {
      broker.configure(settings.values());
      SSLEngine engine = broker.createSslEngine("localhost", 0);
      SSLEngine other = Contexts.trusting(vault).createSSLEngine("localhost", 0);
      other.setUseClientMode(true);
      long before = vault.signatures();
      handshake(other, engine);
      assertThat(other.getSession().getPeerPrincipal().getName()).isEqualTo("CN=web");
      assertThat(vault.signatures() - before).isEqualTo(1);
    }
  }

  /** Passes data between two engines until neither has anything to do. */
  private static void handshake(SSLEngine client, SSLEngine server) throws SSLException {
    ByteBuffer toServer = ByteBuffer.allocate(client.getSession().getPacketBufferSize());
    ByteBuffer toClient = ByteBuffer.allocate(server.getSession().getPacketBufferSize());
    client.beginHandshake();
    for (int step = 0; isBusy(client) || isBusy(server); step++) {
      assertThat(step).isLessThan(100);
      step(client, toClient, toServer);
      step(server, toServer, toClient);
    }
  }

  private static boolean isBusy(SSLEngine engine) {
    return engine.getHandshakeStatus() != HandshakeStatus.NOT_HANDSHAKING;
  }

  private static void step(SSLEngine engine, ByteBuffer in, ByteBuffer out) throws SSLException {
    switch (engine.getHandshakeStatus()) {
      case NEED_TASK -> engine.getDelegatedTask().run();
      case NEED_WRAP -> engine.wrap(ByteBuffer.allocate(0), out);
      default -> {
        in.flip();
        engine.unwrap(in, ByteBuffer.allocate(engine.getSession().getApplicationBufferSize()));
        in.compact();
      }
    }
  }

  private static Map<String, String> kafka(Path file) {
    Map<String, String> settings = new HashMap<>();
    // Shown: Kafka
    settings.put("security.protocol", "SSL");
    settings.put("ssl.keystore.type", "AzureKeyVault");
    settings.put("ssl.keystore.location", file.toString()); // vault.properties
    settings.put("ssl.keystore.password", "none"); // Kafka wants one, the vault does not
    settings.put("ssl.keymanager.algorithm", "AzureKeyVault");
    // Shown: end
    return settings;
  }

  @Test
  void unboundIdServesAndShowsTheClientsCertificate() throws Exception {
    InMemoryDirectoryServerConfig config = new InMemoryDirectoryServerConfig("dc=example");
    config.setListenerConfigs(
        InMemoryListenerConfig.createLDAPSConfig(
            "ldaps",
            InetAddress.getLoopbackAddress(),
            0,
            new SSLUtil(keys(store).getKeyManagers(), trust).createSSLServerSocketFactory(),
            null,
            true,
            true));
    KeyManagerFactory keys = keys(client);
    try (InMemoryDirectoryServer server = new InMemoryDirectoryServer(config)) {
      server.add("dn: dc=example", "objectClass: domain", "dc: example");
      server.startListening();
      int port = server.getListenPort();
      // Shown: UnboundID
      SSLUtil tls = new SSLUtil(keys.getKeyManagers(), trust);
      LDAPConnection connection =
          new LDAPConnection(tls.createSSLSocketFactory(), "localhost", port);
      // Shown: end
      try (connection) {
        assertThat(connection.getEntry("dc=example")).isNotNull();
        assertThat(connection.getSSLSession().getLocalPrincipal().getName()).isEqualTo("CN=client");
      }
    }
  }

  @Test
  void conscryptServes() throws Exception {
    KeyManagerFactory keys = keys(store);
    // Shown: Conscrypt
    SSLContext context = SSLContext.getInstance("TLS", Conscrypt.newProvider());
    context.init(keys.getKeyManagers(), trust, null); // EC keys alone
    // Shown: end
    isServedBy(context);
  }

  /** Wraps an accepted connection in TLS, as servers do. */
  private static void isServedBy(SSLContext context) throws Exception {
    try (ServerSocket listening = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      FutureTask<Void> serving =
          new FutureTask<>(
              () -> {
                try (Socket plain = listening.accept();
                    SSLSocket tls =
                        (SSLSocket)
                            context.getSocketFactory().createSocket(plain, "client", 0, true)) {
                  tls.setUseClientMode(false);
                  tls.getInputStream().read();
                  tls.getOutputStream()
                      .write(
                          "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi"
                              .getBytes(StandardCharsets.UTF_8));
                }
                return null;
              });
      Thread server = new Thread(serving, "server");
      server.setDaemon(true);
      server.start();
      isServedBy(listening.getLocalPort(), "hi");
      serving.get(60, TimeUnit.SECONDS);
    }
  }
}
