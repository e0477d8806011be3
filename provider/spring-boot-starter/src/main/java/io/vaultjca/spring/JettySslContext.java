package io.vaultjca.spring;

import org.eclipse.jetty.server.ConnectionFactory;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.eclipse.jetty.util.ssl.SslContextFactory;

/**
 * Sets the SSL context of a bundle in Jetty. Spring Boot passes only the bundle's key store, which
 * the JVM's key manager would read once.
 */
final class JettySslContext {
  private JettySslContext() {}

  /** Sets the context of each connector of a server whose key store a bundle has opened. */
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
