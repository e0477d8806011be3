package io.vaultjca.consumers.tomcat;

import io.vaultjca.consumers.fixture.ServedVault;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.apache.catalina.Context;
import org.apache.catalina.LifecycleException;
import org.apache.catalina.connector.Connector;
import org.apache.catalina.startup.Tomcat;
import org.apache.coyote.http11.AbstractHttp11Protocol;
import org.apache.tomcat.util.net.SSLHostConfig;
import org.apache.tomcat.util.net.SSLHostConfigCertificate;

/** A Tomcat with one HTTPS connector, which answers with the client's name. */
final class EmbeddedTomcat implements AutoCloseable {
  private static final Logger LOG = Logger.getLogger("org.apache");

  /** Warns that the JDK does not let it look for leaks of web applications. */
  private static final Logger LOADER_LOG = Logger.getLogger("org.apache.catalina.loader");

  static {
    LOG.setLevel(Level.WARNING);
    LOADER_LOG.setLevel(Level.SEVERE);
  }

  private final Tomcat tomcat = new Tomcat();

  /** Starts it on a free port. */
  EmbeddedTomcat(Path folder, SSLHostConfig... hosts) throws LifecycleException {
    Connector connector = new Connector();
    connector.setPort(0);
    connector.setProperty("address", "127.0.0.1");
    connector.setProperty("SSLEnabled", "true");
    connector.setSecure(true);
    connector.setScheme("https");
    for (SSLHostConfig host : hosts) {
      connector.addSslHostConfig(host);
    }
    tomcat.setBaseDir(folder.toString());
    tomcat.setConnector(connector);
    Context context = tomcat.addContext("", folder.toString());
    Tomcat.addServlet(context, "client", new ClientName()).addMapping("/");
    tomcat.start();
  }

  /** Answers with the subject of the client's certificate. */
  private static final class ClientName extends HttpServlet {
    private static final long serialVersionUID = 1L;

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response)
        throws IOException {
      X509Certificate[] chain =
          (X509Certificate[]) request.getAttribute("jakarta.servlet.request.X509Certificate");
      byte[] name =
          (chain == null ? "nobody" : chain[0].getSubjectX500Principal().getName())
              .getBytes(StandardCharsets.UTF_8);
      response.setContentLength(name.length);
      response.getOutputStream().write(name);
    }
  }

  /** The port of the connector. */
  int port() {
    return tomcat.getConnector().getLocalPort();
  }

  /** Recreates the TLS contexts, as an administrator does with JMX or the manager. */
  void reload() {
    ((AbstractHttp11Protocol<?>) tomcat.getConnector().getProtocolHandler()).reloadSslHostConfigs();
  }

  @Override
  public void close() throws LifecycleException {
    tomcat.stop();
    tomcat.destroy();
  }

  /** The settings of a host, as the attributes of {@code <SSLHostConfig>} and its certificates. */
  static final class Host {
    private final SSLHostConfig config = new SSLHostConfig();
    private final Path keyStore;
    private final String keyStoreType;

    private Host(Path keyStore, String keyStoreType) {
      this.keyStore = keyStore;
      this.keyStoreType = keyStoreType;
    }

    /** A host with its keys in a vault. */
    static Host ofVault(Path keyStoreFile) {
      Host host = new Host(keyStoreFile, "AzureKeyVault");
      host.config.setKeyManagerAlgorithm("AzureKeyVault");
      return host;
    }

    /** A host with its keys in a file. */
    static Host ofPkcs12(Path keyStoreFile) {
      return new Host(keyStoreFile, "PKCS12");
    }

    /** Sets {@code hostName}. */
    Host named(String hostName) {
      config.setHostName(hostName);
      return this;
    }

    /** Adds a {@code <Certificate>}. */
    Host with(SSLHostConfigCertificate.Type type, String alias) {
      SSLHostConfigCertificate certificate = new SSLHostConfigCertificate(config, type);
      certificate.setCertificateKeystoreFile(keyStore.toString());
      certificate.setCertificateKeystoreType(keyStoreType);
      certificate.setCertificateKeyAlias(alias);
      config.addCertificate(certificate);
      return this;
    }

    /** Sets {@code keyManagerAlgorithm}. */
    Host keyManager(String algorithm) {
      config.setKeyManagerAlgorithm(algorithm);
      return this;
    }

    /** Requires a client certificate; the trust store is a separate file. */
    Host requiringClientsOf(Path trustStore) {
      config.setCertificateVerification("required");
      config.setTruststoreFile(trustStore.toString());
      config.setTruststorePassword(ServedVault.PASSWORD);
      // Without this, Tomcat uses the type of the key store.
      config.setTruststoreType("PKCS12");
      return this;
    }

    /** Requires a client certificate; the trust anchors are in the vault. */
    Host requiringClientsOfTheVault(Path trustStoreFile) {
      config.setCertificateVerification("required");
      config.setTruststoreFile(trustStoreFile.toString());
      config.setTruststoreType("AzureKeyVaultTrust");
      return this;
    }

    /** Sets {@code protocols}. */
    Host speaking(List<String> protocols) {
      config.setProtocols(String.join("+", protocols));
      return this;
    }

    SSLHostConfig config() {
      return config;
    }
  }
}
