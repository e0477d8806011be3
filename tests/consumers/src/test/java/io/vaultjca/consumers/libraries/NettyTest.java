package io.vaultjca.consumers.libraries;

import static io.vaultjca.consumers.fixture.Condition.until;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.ssl.OpenSsl;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import io.netty.util.Version;
import io.vaultjca.consumers.fixture.Contexts;
import io.vaultjca.consumers.fixture.Full;
import io.vaultjca.consumers.fixture.Position;
import io.vaultjca.consumers.fixture.ServedVault;
import io.vaultjca.consumers.fixture.TlsConnection;
import java.io.IOException;
import java.math.BigInteger;
import java.net.InetSocketAddress;
import java.security.KeyStore;
import java.security.KeyStoreException;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceAccessMode;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Netty serves TLS with a key in the vault. */
@ResourceLock(value = Position.PROVIDERS, mode = ResourceAccessMode.READ)
@SuppressWarnings("deprecation") // Netty 4.1 has no other event loops.
class NettyTest {
  private static final String WEB =
      """
      {"certificates": [
        {"name": "web", "kty": "EC", "chain": 2, "dnsNames": ["localhost"]}
      ]}
      """;

  private static final String OTHERS =
      """
      {"certificates": [
        {"name": "rsa", "kty": "RSA", "chain": 2, "dnsNames": ["localhost"]},
        {"name": "p384", "kty": "EC", "crv": "P-384", "chain": 2, "dnsNames": ["localhost"]}
      ]}
      """;

  private static ServedVault vault;
  private static Position.Registration registered;
  private static KeyStore store;

  private final List<NioEventLoopGroup> started = new ArrayList<>();

  @BeforeAll
  static void openVault() throws Exception {
    vault = ServedVault.with(WEB);
    registered = Position.LAST.register();
    store = vault.keyStore("azure.keyvault.aliases=web", "azure.keyvault.refresh-interval=1s");
  }

  @AfterAll
  static void closeVault() {
    if (vault != null) {
      registered.close();
      vault.close();
    }
  }

  @AfterEach
  void stopServers() throws InterruptedException {
    for (NioEventLoopGroup threads : started) {
      threads.shutdownGracefully(0, 5, TimeUnit.SECONDS).sync();
    }
  }

  private static SslContext context(KeyStore store) throws Exception {
    // Shown: Netty
    KeyManagerFactory keys = KeyManagerFactory.getInstance("AzureKeyVault");
    keys.init(store, null);
    SslContext context = SslContextBuilder.forServer(keys).sslProvider(SslProvider.JDK).build();
    // Shown: end
    return context;
  }

  private static SslContext context(String algorithm) throws Exception {
    KeyManagerFactory keys = KeyManagerFactory.getInstance(algorithm);
    keys.init(store, null);
    return SslContextBuilder.forServer(keys).sslProvider(SslProvider.JDK).build();
  }

  /** Starts a server and returns its port. */
  private int serve(SslContext context) throws InterruptedException {
    NioEventLoopGroup threads = new NioEventLoopGroup(2);
    started.add(threads);
    Channel server =
        new ServerBootstrap()
            .group(threads)
            .channel(NioServerSocketChannel.class)
            .childHandler(
                new ChannelInitializer<SocketChannel>() {
                  @Override
                  protected void initChannel(SocketChannel channel) {
                    channel
                        .pipeline()
                        .addLast(context.newHandler(channel.alloc()))
                        .addLast(new Echo());
                  }
                })
            .bind("127.0.0.1", 0)
            .sync()
            .channel();
    return ((InetSocketAddress) server.localAddress()).getPort();
  }

  private static BigInteger serial(int port) throws Exception {
    try (TlsConnection connection = TlsConnection.to(Contexts.trusting(vault), "localhost", port)) {
      return connection.server().getSerialNumber();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"SunX509", "PKIX", "AzureKeyVault"})
  void servesWithAKeyManagerFactory(String algorithm) throws Exception {
    int port = serve(context(algorithm));
    long before = vault.signatures();
    try (TlsConnection connection = TlsConnection.to(Contexts.trusting(vault), "localhost", port)) {
      assertThat(connection.say("hello, Netty")).isEqualTo("hello, Netty");
      assertThat(connection.serverName()).isEqualTo("CN=web");
    }
    assertThat(vault.signatures() - before).isEqualTo(1);
  }

  @Test
  void followsARotationInTheSameContextUnlessTheKeyManagerIsSunX509() throws Exception {
    int ours = serve(context(store));
    int pkix = serve(context("PKIX"));
    int sunX509 = serve(context("SunX509"));
    BigInteger old = serial(sunX509);
    assertThat(serial(ours)).isEqualTo(old);
    assertThat(serial(pkix)).isEqualTo(old);
    try (TlsConnection open = TlsConnection.to(Contexts.trusting(vault), "localhost", ours)) {
      vault.server().seed(WEB);
      until("the new certificate", () -> !serial(ours).equals(old));
      until("the new certificate, by PKIX", () -> !serial(pkix).equals(old));
      assertThat(serial(sunX509)).isEqualTo(old);
      assertThat(open.say("an open connection lives on")).isEqualTo("an open connection lives on");
    }
  }

  @Test
  void cannotCopyTheKeyIntoItsOwnKeyStore() throws Exception {
    PrivateKey key = (PrivateKey) store.getKey("web", null);
    X509Certificate[] chain =
        Arrays.stream(store.getCertificateChain("web"))
            .map(X509Certificate.class::cast)
            .toArray(X509Certificate[]::new);
    assertThatThrownBy(
            () -> SslContextBuilder.forServer(key, chain).sslProvider(SslProvider.JDK).build())
        .isInstanceOf(SSLException.class)
        .cause()
        .isInstanceOf(KeyStoreException.class)
        .hasMessageContaining("getFormat()\" is null");
  }

  /** Netty 4.2 signs with a {@code java.security.Signature} if a key has no encoding. */
  @Full
  @ParameterizedTest
  @ValueSource(strings = {"rsa", "p384"})
  void openSslSignsWithTheKeySinceNetty42(String alias) throws Exception {
    assumeTrue(OpenSsl.isAvailable(), "netty-tcnative is not there for this machine");
    vault.server().seed(OTHERS);
    KeyStore others = vault.keyStore("azure.keyvault.aliases=rsa, p384");
    PrivateKey key = (PrivateKey) others.getKey(alias, null);
    X509Certificate[] chain =
        Arrays.stream(others.getCertificateChain(alias))
            .map(X509Certificate.class::cast)
            .toArray(X509Certificate[]::new);
    if (version().startsWith("4.1.")) {
      assertThatThrownBy(() -> openSsl(key, chain)).isInstanceOf(SSLException.class);
      return;
    }
    int port = serve(openSsl(key, chain));
    long before = vault.signatures();
    try (TlsConnection connection = TlsConnection.to(Contexts.trusting(vault), "localhost", port)) {
      assertThat(connection.say("hello, OpenSSL")).isEqualTo("hello, OpenSSL");
      assertThat(connection.serverName()).isEqualTo("CN=" + alias);
    }
    assertThat(vault.signatures() - before).isEqualTo(1);
  }

  private static SslContext openSsl(PrivateKey key, X509Certificate[] chain) throws SSLException {
    // Shown: Netty with OpenSSL
    SslContext context =
        SslContextBuilder.forServer(key, chain).sslProvider(SslProvider.OPENSSL).build();
    // Shown: end
    return context;
  }

  @Full
  @Test
  void openSslCannotSignWithAKeyManager() throws Exception {
    assumeTrue(OpenSsl.isAvailable(), "netty-tcnative is not there for this machine");
    KeyManagerFactory keys = KeyManagerFactory.getInstance("AzureKeyVault");
    keys.init(store, null);
    int port = serve(SslContextBuilder.forServer(keys).sslProvider(SslProvider.OPENSSL).build());
    assertThatThrownBy(() -> serial(port)).isInstanceOf(IOException.class);
  }

  @Test
  void isOfTheVersionThatTheBuildMeans() {
    assertThat(version()).isEqualTo(System.getProperty("vaultjca.netty"));
  }

  private static String version() {
    return Version.identify().get("netty-handler").artifactVersion();
  }

  /** Echoes its input. */
  private static final class Echo extends ChannelInboundHandlerAdapter {
    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
      context.writeAndFlush(message).addListener(ChannelFutureListener.FIRE_EXCEPTION_ON_FAILURE);
    }
  }
}
