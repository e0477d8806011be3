package io.vaultjca.consumers.libraries;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import io.vaultjca.consumers.fixture.Contexts;
import io.vaultjca.consumers.fixture.Position;
import io.vaultjca.consumers.fixture.ServedVault;
import io.vaultjca.consumers.fixture.TlsConnection;
import java.net.InetSocketAddress;
import java.security.KeyStore;
import java.security.KeyStoreException;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceAccessMode;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Netty serves TLS with a key of the vault. */
@ResourceLock(value = Position.PROVIDERS, mode = ResourceAccessMode.READ)
class NettyTest {
  private static ServedVault vault;
  private static Position.Registration registered;
  private static KeyStore store;

  @BeforeAll
  static void openVault() throws Exception {
    vault =
        ServedVault.with(
            """
            {"certificates": [
              {"name": "web", "kty": "EC", "chain": 2, "dnsNames": ["localhost"]}
            ]}
            """);
    registered = Position.LAST.register();
    store = vault.keyStore();
  }

  @AfterAll
  static void closeVault() {
    registered.close();
    vault.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"SunX509", "PKIX", "AzureKeyVault"})
  void servesWithAKeyManagerFactory(String algorithm) throws Exception {
    KeyManagerFactory keys = KeyManagerFactory.getInstance(algorithm);
    keys.init(store, null);
    SslContext context = SslContextBuilder.forServer(keys).sslProvider(SslProvider.JDK).build();
    NioEventLoopGroup threads = new NioEventLoopGroup(2);
    try {
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
      int port = ((InetSocketAddress) server.localAddress()).getPort();
      long before = vault.signatures();
      try (TlsConnection connection =
          TlsConnection.to(Contexts.trusting(vault), "localhost", port)) {
        assertThat(connection.say("hello, Netty")).isEqualTo("hello, Netty");
        assertThat(connection.serverName()).isEqualTo("CN=web");
      }
      assertThat(vault.signatures() - before).isEqualTo(1);
    } finally {
      threads.shutdownGracefully(0, 5, TimeUnit.SECONDS).sync();
    }
  }

  @Test
  void cannotCopyTheKeyIntoAKeyStoreOfItsOwn() throws Exception {
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

  /** Sends back what comes in. */
  private static final class Echo extends ChannelInboundHandlerAdapter {
    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
      context.writeAndFlush(message).addListener(ChannelFutureListener.FIRE_EXCEPTION_ON_FAILURE);
    }
  }
}
