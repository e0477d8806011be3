package io.vaultjca.spring;

import org.eclipse.jetty.server.ConnectionFactory;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.eclipse.jetty.util.ssl.SslContextFactory;

/**
 * Gives Jetty the SSL context of a bundle. Spring Boot gives it the bundle's key store alone, which
 * the JVM's key manager would read once.
 */
final class JettySslContext {
  private JettySslContext() {}

  /**
   * Lets the connectors of a server whose key store is that of a bundle of ours take its context.
   */
  static void set(Server server, VaultSslBundles bundles) {
    for (Connector connector : server.getConnectors()) {
      for (ConnectionFactory factory : connector.getConnectionFactories()) {
        if (factory instanceof SslConnectionFactory ssl) {
          SslContextFactory.Server contexts = ssl.getSslContextFactory();
          bundles
              .of(contexts.getKeyStore())
              .ifPresent(bundle -> contexts.setSslContext(bundle.createSslContext()));
        }
      }
    }
  }
}
