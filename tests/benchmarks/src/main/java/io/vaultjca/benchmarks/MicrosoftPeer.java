package io.vaultjca.benchmarks;

import com.azure.security.keyvault.jca.KeyVaultJcaProvider;
import com.azure.security.keyvault.jca.KeyVaultLoadStoreParameter;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.util.List;
import java.util.Map;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * The environment of Microsoft's provider: a trust store, and a managed identity on loopback,
 * because the provider guesses the token's resource from the host name. It reads both from its
 * process, once, so it needs separate processes.
 */
final class MicrosoftPeer implements AutoCloseable {
  private static final String TRUST = "VAULTJCA_BENCHMARK_TRUST";
  private static final String TRUST_FILE = "trust.p12";
  private static final String PASSWORD = "changeit";
  private static final Logger LOG = Logger.getLogger("com.azure");

  private final HttpServer identity;
  private final Path trust;

  private MicrosoftPeer(HttpServer identity, Path trust) {
    this.identity = identity;
    this.trust = trust;
  }

  /** Starts the managed identity and writes the trust store. */
  static MicrosoftPeer beside(VaultAccess vault) throws GeneralSecurityException, IOException {
    Path trust = vault.folder().resolve(TRUST_FILE);
    KeyStore store = KeyStore.getInstance("PKCS12", "SunJSSE");
    store.load(null, null);
    try (InputStream pem =
        new ByteArrayInputStream(Files.readAllBytes(vault.trustedCertificates()))) {
      store.setCertificateEntry(
          "ca", CertificateFactory.getInstance("X.509", "SUN").generateCertificate(pem));
    }
    try (OutputStream out = Files.newOutputStream(trust)) {
      store.store(out, PASSWORD.toCharArray());
    }
    HttpServer identity =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    byte[] body =
        ("{\"access_token\":\""
                + vault.accessToken()
                + "\",\"expires_in\":\"3600\",\"expires_on\":\"4070908800\","
                + "\"token_type\":\"Bearer\"}")
            .getBytes(StandardCharsets.UTF_8);
    identity.createContext(
        "/",
        exchange -> {
          exchange.getResponseHeaders().set("Content-Type", "application/json");
          exchange.sendResponseHeaders(200, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    identity.start();
    return new MicrosoftPeer(identity, trust);
  }

  /** The variables of a process that calls {@link #open}. */
  Map<String, String> environment() {
    return Map.of(
        TRUST,
        trust.toString(),
        "IDENTITY_ENDPOINT",
        "http://127.0.0.1:" + identity.getAddress().getPort() + "/token",
        "IDENTITY_HEADER",
        "benchmark");
  }

  /** Opens the vault with Microsoft's provider. */
  static KeyStore open(VaultAccess vault) throws GeneralSecurityException, IOException {
    LOG.setLevel(Level.SEVERE);
    System.setProperty("javax.net.ssl.keyStore", System.getenv(TRUST));
    System.setProperty("javax.net.ssl.keyStorePassword", PASSWORD);
    KeyStore store = KeyStore.getInstance("AzureKeyVault", new KeyVaultJcaProvider());
    KeyVaultLoadStoreParameter parameter = new KeyVaultLoadStoreParameter(dotted(vault));
    parameter.disableChallengeResourceVerification();
    store.load(parameter);
    return store;
  }

  /** The arguments for jarsigner, in a process with these variables. */
  static List<String> jarsignerArguments(VaultAccess vault) {
    Path trust = vault.folder().resolve(TRUST_FILE);
    return List.of(
        "-J--module-path="
            + Path.of(
                URI.create(
                    KeyVaultJcaProvider.class
                        .getProtectionDomain()
                        .getCodeSource()
                        .getLocation()
                        .toString())),
        "-J--add-modules=com.azure.security.keyvault.jca",
        "-J-Djavax.net.ssl.keyStore=" + trust,
        "-J-Djavax.net.ssl.keyStorePassword=" + PASSWORD,
        "-J-Dazure.keyvault.uri=" + dotted(vault),
        "-J-Dazure.keyvault.disable-challenge-resource-verification=true",
        "-keystore",
        "NONE",
        "-storetype",
        "AzureKeyVault",
        "-storepass",
        "",
        "-providerName",
        "AzureKeyVault",
        "-providerClass",
        KeyVaultJcaProvider.class.getName());
  }

  /** Microsoft's provider needs a dot in the host name. */
  private static String dotted(VaultAccess vault) {
    return vault.uri().toString().replace("localhost", "127.0.0.1");
  }

  @Override
  public void close() {
    identity.stop(0);
  }
}
