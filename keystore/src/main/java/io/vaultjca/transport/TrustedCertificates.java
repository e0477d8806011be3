package io.vaultjca.transport;

import io.vaultjca.Setting;
import io.vaultjca.VaultException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.NoSuchProviderException;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.util.Collection;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;

/**
 * The TLS settings of our own connections.
 *
 * <p>They do not use the JVM's default SSLContext: it may read its keys or its trust from one of
 * our key stores, and that would need this connection. For the same reason they take everything
 * from the JDK's own providers by name.
 */
final class TrustedCertificates {
  private static final Set<String> OUR_TYPES = Set.of("azurekeyvault", "azurekeyvaulttrust");

  private TrustedCertificates() {}

  /**
   * A context that trusts the JVM's certificate authorities and further ones, and records the
   * certificates that servers show.
   */
  static SSLContext sslContext(Optional<Path> further, Optional<SeenCertificates> seen)
      throws VaultException {
    try {
      KeyStore trusted = jvmTrust();
      if (further.isPresent()) {
        int number = 0;
        for (Certificate certificate : certificates(further.get())) {
          trusted.setCertificateEntry("vaultjca-trust-" + number++, certificate);
        }
      }
      TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX", "SunJSSE");
      trust.init(trusted);
      SSLContext context = SSLContext.getInstance("TLS", "SunJSSE");
      TrustManager[] managers = trust.getTrustManagers();
      context.init(null, seen.isPresent() ? seen.get().watch(managers) : managers, null);
      return context;
    } catch (NoSuchProviderException e) {
      throw failure("This JVM lacks the TLS provider SunJSSE, which the connection uses", e);
    } catch (GeneralSecurityException | IOException e) {
      throw failure("The trusted certificate authorities cannot be read: " + e.getMessage(), e);
    }
  }

  private static Collection<? extends Certificate> certificates(Path file)
      throws IOException, GeneralSecurityException {
    // The JDK skips a certificate that follows a byte order mark.
    String text =
        Files.readString(file, StandardCharsets.ISO_8859_1).replaceFirst("^\u00ef\u00bb\u00bf", "");
    Collection<? extends Certificate> certificates =
        CertificateFactory.getInstance("X.509", "SUN")
            .generateCertificates(
                new ByteArrayInputStream(text.getBytes(StandardCharsets.ISO_8859_1)));
    if (certificates.isEmpty()) {
      throw VaultException.configuration(
          "%s: %s holds no certificate".formatted(Setting.TRUST_CERTIFICATES.key(), file));
    }
    return certificates;
  }

  /** The JVM's trust: javax.net.ssl.trustStore unless it is one of ours, otherwise cacerts. */
  private static KeyStore jvmTrust() throws IOException, GeneralSecurityException {
    String file = System.getProperty("javax.net.ssl.trustStore", "");
    String type = System.getProperty("javax.net.ssl.trustStoreType", "");
    String provider = System.getProperty("javax.net.ssl.trustStoreProvider", "");
    String password = System.getProperty("javax.net.ssl.trustStorePassword", "");
    boolean configured = !file.isEmpty() || !type.isEmpty();
    if (!configured || OUR_TYPES.contains(type.toLowerCase(Locale.ROOT))) {
      return load("JKS", "", cacerts(), "");
    }
    return load(
        type.isEmpty() ? "JKS" : type,
        provider,
        file.isEmpty()
            ? cacerts()
            : file.equals("NONE") ? Optional.empty() : Optional.of(Path.of(file)),
        password);
  }

  private static Optional<Path> cacerts() {
    Path security = Path.of(System.getProperty("java.home"), "lib", "security");
    Path own = security.resolve("jssecacerts");
    return Optional.of(Files.exists(own) ? own : security.resolve("cacerts"));
  }

  private static KeyStore load(String type, String provider, Optional<Path> file, String password)
      throws IOException, GeneralSecurityException {
    KeyStore store;
    if (!provider.isEmpty()) {
      store = KeyStore.getInstance(type, provider);
    } else {
      store =
          switch (type.toUpperCase(Locale.ROOT)) {
            // SUN's JKS reads PKCS#12 files too.
            case "JKS", "PKCS12" -> KeyStore.getInstance("JKS", "SUN");
            default -> KeyStore.getInstance(type);
          };
    }
    char[] secret = password.isEmpty() ? null : password.toCharArray();
    if (file.isEmpty()) {
      store.load(null, secret);
      return store;
    }
    try (InputStream content = Files.newInputStream(file.get())) {
      store.load(content, secret);
    }
    return store;
  }

  private static VaultException failure(String message, Exception cause) {
    return cause instanceof VaultException known
        ? known
        : new VaultException(VaultException.Reason.CONFIGURATION, message, cause);
  }
}
