package io.vaultjca.benchmarks;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.Provider;
import java.security.Security;
import java.security.cert.Certificate;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import org.apache.catalina.LifecycleException;
import org.apache.catalina.connector.Connector;
import org.apache.catalina.startup.Tomcat;
import org.apache.tomcat.util.net.SSLHostConfig;
import org.apache.tomcat.util.net.SSLHostConfigCertificate;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * Full TLS 1.3 handshakes with an embedded Tomcat, client and server in one JVM, with the server's
 * key in the vault and in a PKCS#12 file.
 */
@State(Scope.Benchmark)
@OutputTimeUnit(TimeUnit.SECONDS)
public class HandshakeBenchmark {
  private static final String PASSWORD = "changeit";
  private static final Logger TOMCAT_LOG = Logger.getLogger("org.apache");

  /** Where the server's key is. */
  public enum Key {
    /** In a file; a signature takes as long as the vault's. */
    PKCS12,
    /** In the vault; the first signature is verified. */
    VAULT,
    /** In the vault; each signature is verified. */
    VAULT_VERIFIED;

    /** The line of the key store file. */
    String verified() {
      return "azure.keyvault.verify-signatures=" + (this == VAULT_VERIFIED ? "always" : "first");
    }
  }

  @Param({"PKCS12", "VAULT", "VAULT_VERIFIED"})
  public Key key;

  /** The certificate: {@code rsa} for RSA-2048, {@code ec} for P-256. */
  @Param({"rsa", "ec"})
  public String certificate;

  /** The delay of a signature in milliseconds. */
  @Param("5")
  public int delay;

  private Path folder;
  private Tomcat tomcat;
  private TrustManager[] trust;

  /** Starts Tomcat. */
  @Setup
  public void start() throws Exception {
    TOMCAT_LOG.setLevel(Level.SEVERE);
    VaultAccess vault = VaultAccess.ofEnvironment();
    vault.delay(0);
    folder = Files.createTempDirectory("tomcat");
    Provider ours = OurKeyStore.provider();
    // JSSE sets the parameters of RSASSA-PSS before it passes the key: each must be the first
    // provider.
    Security.insertProviderAt(key == Key.PKCS12 ? new DelayingProvider(delay) : ours, 1);
    SSLHostConfig host = key == Key.PKCS12 ? inFile() : inVault(vault);
    Connector connector = new Connector();
    connector.setPort(0);
    connector.setProperty("address", "127.0.0.1");
    connector.setProperty("SSLEnabled", "true");
    connector.setSecure(true);
    connector.setScheme("https");
    connector.addSslHostConfig(host);
    tomcat = new Tomcat();
    tomcat.setBaseDir(folder.toString());
    tomcat.setConnector(connector);
    tomcat.addContext("", folder.toString());
    tomcat.start();
    handshake();
    vault.delay(delay);
    vault.resetCounters();
  }

  private SSLHostConfig inVault(VaultAccess vault) throws Exception {
    trust =
        trusting(OurKeyStore.open(vault, Security.getProviders()[0]).getCertificate(certificate));
    Path file =
        Files.writeString(folder.resolve("vault.properties"), vault.keyStoreFile(key.verified()));
    SSLHostConfig host = host(file, "AzureKeyVault");
    host.setKeyManagerAlgorithm("AzureKeyVault");
    return host;
  }

  private SSLHostConfig inFile() throws Exception {
    Path file = folder.resolve("local.p12");
    boolean rsa = certificate.equals("rsa");
    List<String> keytool =
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
            "-genkeypair",
            "-keystore",
            file.toString(),
            "-storetype",
            "PKCS12",
            "-storepass",
            PASSWORD,
            "-alias",
            certificate,
            "-dname",
            "CN=localhost",
            "-ext",
            "san=dns:localhost",
            "-keyalg",
            rsa ? "RSA" : "EC",
            rsa ? "-keysize" : "-groupname",
            rsa ? "2048" : "secp256r1");
    Process process =
        new ProcessBuilder(keytool)
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("keytool.log").toFile())
            .start();
    if (process.waitFor() != 0) {
      throw new IOException("keytool: " + Files.readString(folder.resolve("keytool.log")));
    }
    trust =
        trusting(
            KeyStore.getInstance(file.toFile(), PASSWORD.toCharArray())
                .getCertificate(certificate));
    SSLHostConfig host = host(file, "PKCS12");
    host.getCertificates().forEach(one -> one.setCertificateKeystorePassword(PASSWORD));
    return host;
  }

  private SSLHostConfig host(Path keyStore, String type) {
    SSLHostConfig host = new SSLHostConfig();
    SSLHostConfigCertificate served =
        new SSLHostConfigCertificate(
            host,
            certificate.equals("rsa")
                ? SSLHostConfigCertificate.Type.RSA
                : SSLHostConfigCertificate.Type.EC);
    served.setCertificateKeystoreFile(keyStore.toString());
    served.setCertificateKeystoreType(type);
    served.setCertificateKeyAlias(certificate);
    host.addCertificate(served);
    return host;
  }

  private static TrustManager[] trusting(Certificate issuer)
      throws GeneralSecurityException, IOException {
    KeyStore store = KeyStore.getInstance("PKCS12", "SunJSSE");
    store.load(null, null);
    store.setCertificateEntry("issuer", issuer);
    TrustManagerFactory factory = TrustManagerFactory.getInstance("PKIX", "SunJSSE");
    factory.init(store);
    return factory.getTrustManagers();
  }

  /** A handshake with a new context, so that there is no session to resume. */
  @Benchmark
  public String handshake() throws GeneralSecurityException, IOException {
    SSLContext context = SSLContext.getInstance("TLSv1.3", "SunJSSE");
    context.init(null, trust, null);
    int port = tomcat.getConnector().getLocalPort();
    try (Socket plain = new Socket(InetAddress.getLoopbackAddress(), port);
        SSLSocket socket =
            (SSLSocket) context.getSocketFactory().createSocket(plain, "localhost", port, true)) {
      socket.startHandshake();
      return socket.getSession().getCipherSuite();
    }
  }

  /** Stops Tomcat. */
  @TearDown
  public void stop() throws LifecycleException {
    tomcat.stop();
    tomcat.destroy();
  }
}
