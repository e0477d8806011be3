package io.vaultjca.spring;

import java.io.IOException;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.Optional;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLServerSocketFactory;
import javax.net.ssl.SSLSessionContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509KeyManager;
import javax.net.ssl.X509TrustManager;
import org.apache.catalina.connector.Connector;
import org.apache.tomcat.util.net.SSLContext;
import org.apache.tomcat.util.net.SSLHostConfig;
import org.apache.tomcat.util.net.SSLHostConfigCertificate;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.ssl.SslBundle;

/**
 * The SSL context of a bundle, for Tomcat. Spring Boot passes only the bundle's key store: Tomcat
 * would serve a single alias, and the JVM's key manager would read it once.
 */
final class TomcatSslContext implements SSLContext {
  private final SslBundle bundle;
  private final javax.net.ssl.SSLContext context;

  private TomcatSslContext(SslBundle bundle) {
    this.bundle = bundle;
    this.context = bundle.createSslContext();
  }

  /** Sets the context of each host of a connector whose key store a bundle has opened. */
  static void set(Connector connector, VaultSslBundles bundles) {
    for (SSLHostConfig host : connector.getProtocolHandler().findSslHostConfigs()) {
      for (SSLHostConfigCertificate certificate : host.getCertificates()) {
        bundle(certificate, bundles)
            .ifPresent(bundle -> certificate.setSslContext(new TomcatSslContext(bundle)));
      }
    }
  }

  private static Optional<SslBundle> bundle(
      SSLHostConfigCertificate certificate, VaultSslBundles bundles) {
    try {
      return bundles.of(certificate.getCertificateKeystore());
    } catch (IOException e) {
      // The file of another customizer cannot be read: Tomcat reports it when it starts.
      return Optional.empty();
    }
  }

  /** Does nothing: the bundle has initialised the context. */
  @Override
  public void init(KeyManager[] keys, TrustManager[] trust, SecureRandom random) {}

  @Override
  public void destroy() {}

  @Override
  public SSLSessionContext getServerSessionContext() {
    return context.getServerSessionContext();
  }

  @Override
  public SSLEngine createSSLEngine() {
    return context.createSSLEngine();
  }

  @Override
  public SSLServerSocketFactory getServerSocketFactory() {
    return context.getServerSocketFactory();
  }

  @Override
  public SSLParameters getSupportedSSLParameters() {
    return context.getSupportedSSLParameters();
  }

  @Override
  public X509Certificate @Nullable [] getCertificateChain(String alias) {
    return Arrays.stream(bundle.getManagers().getKeyManagers())
        .filter(X509KeyManager.class::isInstance)
        .map(X509KeyManager.class::cast)
        .findFirst()
        .map(manager -> manager.getCertificateChain(alias))
        .orElse(null);
  }

  @Override
  public X509Certificate[] getAcceptedIssuers() {
    return Arrays.stream(bundle.getManagers().getTrustManagers())
        .filter(X509TrustManager.class::isInstance)
        .flatMap(manager -> Arrays.stream(((X509TrustManager) manager).getAcceptedIssuers()))
        .toArray(X509Certificate[]::new);
  }
}
