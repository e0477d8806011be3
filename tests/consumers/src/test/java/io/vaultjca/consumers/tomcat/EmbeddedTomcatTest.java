package io.vaultjca.consumers.tomcat;

import static io.vaultjca.consumers.fixture.Condition.until;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vaultjca.consumers.Product;
import io.vaultjca.consumers.Tool;
import io.vaultjca.consumers.fixture.Contexts;
import io.vaultjca.consumers.fixture.Full;
import io.vaultjca.consumers.fixture.Position;
import io.vaultjca.consumers.fixture.ServedVault;
import io.vaultjca.consumers.fixture.SoftwareKeys;
import io.vaultjca.consumers.fixture.TlsConnection;
import io.vaultjca.consumers.tomcat.EmbeddedTomcat.Host;
import java.math.BigInteger;
import java.net.SocketException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import org.apache.tomcat.util.net.SSLHostConfigCertificate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceAccessMode;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** An embedded Tomcat with its keys in the vault; the build uses Tomcat 10.1 and 11. */
@ResourceLock(value = Position.PROVIDERS, mode = ResourceAccessMode.READ)
class EmbeddedTomcatTest {
  /** Those that connect while a certificate rotates. */
  private static final int CLIENTS = Full.RUN ? 4 : 1;

  private static final String WEB =
      """
      {"certificates": [
        {"name": "web-rsa", "kty": "RSA", "chain": 2, "dnsNames": ["localhost"]},
        {"name": "web-ec", "kty": "EC", "chain": 2, "dnsNames": ["localhost"]},
        {"name": "shop", "kty": "EC", "crv": "P-384", "chain": 2, "dnsNames": ["shop.example"]},
        {"name": "client", "kty": "EC", "chain": 2}
      ]}
      """;
  private static final String ROTATED =
      "{\"certificates\": [{\"name\": \"web-ec\", \"kty\": \"EC\", \"chain\": 2}]}";

  @TempDir private Path folder;
  private Position.Registration registered;
  private ServedVault vault;
  private Path keyStore;

  @BeforeEach
  void startVault() {
    registered = Position.LAST.register();
    vault = ServedVault.with(WEB);
    keyStore = vault.file(folder.resolve("vault.properties"), "azure.keyvault.refresh-interval=1s");
  }

  @AfterEach
  void stopVault() {
    vault.close();
    registered.close();
  }

  private Host localhost() {
    return Host.ofVault(keyStore)
        .with(SSLHostConfigCertificate.Type.RSA, "web-rsa")
        .with(SSLHostConfigCertificate.Type.EC, "web-ec");
  }

  @ParameterizedTest
  @CsvSource({
    "TLSv1.3, TLS_AES_128_GCM_SHA256, web-",
    "TLSv1.2, TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384, web-rsa",
    "TLSv1.2, TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384, web-ec"
  })
  void servesRsaAndEcSideBySideWithOneSignatureAFullHandshakeAndNoneOnResumption(
      String protocol, String cipherSuite, String certificate) throws Exception {
    try (EmbeddedTomcat tomcat = new EmbeddedTomcat(folder, localhost().config())) {
      SSLContext client = Contexts.trusting(vault);
      for (int handshake = 0; handshake < 3; handshake++) {
        try (TlsConnection connection =
            TlsConnection.to(
                client, "localhost", tomcat.port(), List.of(protocol), List.of(cipherSuite))) {
          assertThat(connection.get()).isEqualTo("nobody");
          assertThat(connection.session().getProtocol()).isEqualTo(protocol);
          assertThat(connection.session().getCipherSuite()).isEqualTo(cipherSuite);
          assertThat(connection.serverName()).startsWith("CN=" + certificate);
        }
      }
      assertThat(vault.signatures()).isEqualTo(1);
    }
  }

  @Test
  void showsEachHostItsCertificate() throws Exception {
    try (EmbeddedTomcat tomcat =
        new EmbeddedTomcat(
            folder,
            localhost().config(),
            Host.ofVault(keyStore)
                .named("shop.example")
                .with(SSLHostConfigCertificate.Type.EC, "shop")
                .config())) {
      assertThat(serverName(tomcat, "shop.example")).isEqualTo("CN=shop");
      assertThat(serverName(tomcat, "localhost")).startsWith("CN=web-");
      assertThat(serverName(tomcat, "unknown.example")).startsWith("CN=web-");
    }
  }

  @ParameterizedTest
  @CsvSource({"TLSv1.3", "TLSv1.2"})
  void requiresAClientCertificateWhoseKeyMayAlsoBeInTheVault(String protocol) throws Exception {
    Path trustStore = vault.trustStore(folder.resolve("trust.p12"));
    try (EmbeddedTomcat tomcat =
        new EmbeddedTomcat(
            folder,
            localhost().requiringClientsOf(trustStore).speaking(List.of(protocol)).config())) {
      SSLContext client =
          Contexts.of(vault, "AzureKeyVault", vault.keyStore("azure.keyvault.aliases=client"));
      try (TlsConnection connection = TlsConnection.to(client, "localhost", tomcat.port())) {
        assertThat(connection.get()).isEqualTo("CN=client");
      }
      assertThat(vault.signatures()).isEqualTo(2);
      // The alert, or the closed connection if the client writes first.
      assertThatThrownBy(() -> get(tomcat, Contexts.trusting(vault)))
          .isInstanceOfAny(SSLException.class, SocketException.class);
    }
  }

  @Test
  void trustsClientsOfConfiguredAndNotOfAddedCertificates() throws Exception {
    try (ServedVault attacker = ServedVault.with(WEB)) {
      vault.secret("corp-root", vault.server().seedRoot());
      vault.secret("corp-root-2", attacker.server().seedRoot());
      Path trust =
          vault.file(
              folder.resolve("trust.properties"),
              "azure.keyvault.trusted=corp-root",
              "azure.keyvault.refresh-interval=1s");
      try (EmbeddedTomcat tomcat =
          new EmbeddedTomcat(folder, localhost().requiringClientsOfTheVault(trust).config())) {
        SSLContext client =
            Contexts.of(vault, "AzureKeyVault", vault.keyStore("azure.keyvault.aliases=client"));
        SSLContext stranger =
            Contexts.of(vault, "PKIX", attacker.keyStore("azure.keyvault.aliases=client"));
        assertThat(get(tomcat, client)).isEqualTo("CN=client");
        assertThatThrownBy(() -> get(tomcat, stranger))
            .isInstanceOfAny(SSLException.class, SocketException.class);
        // Another anchor under the trusted name: Tomcat sees it after a reload.
        vault.secret("corp-root", attacker.server().seedRoot());
        assertThat(get(tomcat, client)).isEqualTo("CN=client");
        tomcat.reload();
        assertThat(get(tomcat, stranger)).isEqualTo("CN=client");
        assertThatThrownBy(() -> get(tomcat, client))
            .isInstanceOfAny(SSLException.class, SocketException.class);
      }
    }
  }

  @Test
  void followsARotationWithoutARestartAndFailsNoRequest() throws Exception {
    ExecutorService clients = Executors.newFixedThreadPool(CLIENTS);
    try (EmbeddedTomcat tomcat =
            new EmbeddedTomcat(
                folder,
                Host.ofVault(keyStore).with(SSLHostConfigCertificate.Type.EC, "web-ec").config());
        TlsConnection open =
            TlsConnection.to(Contexts.trusting(vault), "localhost", tomcat.port())) {
      BigInteger old = open.server().getSerialNumber();
      AtomicBoolean done = new AtomicBoolean();
      List<Future<Integer>> loads = new ArrayList<>();
      for (int i = 0; i < CLIENTS; i++) {
        loads.add(
            clients.submit(
                () -> {
                  int requests = 0;
                  while (!done.get()) {
                    get(tomcat, Contexts.trusting(vault));
                    requests++;
                  }
                  return requests;
                }));
      }
      vault.server().seed(ROTATED);
      until("the new certificate", () -> !serial(tomcat).equals(old));
      done.set(true);
      for (Future<Integer> load : loads) {
        assertThat(load.get()).isPositive();
      }
      assertThat(open.get()).as("an open connection lives on").isEqualTo("nobody");
    } finally {
      clients.shutdownNow();
    }
  }

  @Test
  void followsARotationAtAReloadWithTheJdksKeyManager() throws Exception {
    try (EmbeddedTomcat tomcat =
        new EmbeddedTomcat(
            folder,
            Host.ofVault(keyStore)
                .keyManager("SunX509")
                .with(SSLHostConfigCertificate.Type.EC, "web-ec")
                .config())) {
      BigInteger old = serial(tomcat);
      vault.server().seed(ROTATED);
      assertThat(serial(tomcat)).isEqualTo(old);
      tomcat.reload();
      assertThat(serial(tomcat)).isNotEqualTo(old);
    }
  }

  @Test
  void theJdksKeyManagerPkixFindsNoKeyByTheAliasThatTomcatAsksFor() throws Exception {
    try (EmbeddedTomcat tomcat =
        new EmbeddedTomcat(
            folder,
            Host.ofVault(keyStore)
                .keyManager("PKIX")
                .with(SSLHostConfigCertificate.Type.EC, "web-ec")
                .config())) {
      assertThatThrownBy(() -> serial(tomcat)).isInstanceOf(SSLException.class);
      assertThat(vault.signatures()).isZero();
    }
  }

  @Full
  @ParameterizedTest
  @CsvSource({
    "ecdsa_secp256r1_sha256, EC",
    "'rsa_pss_rsae_sha256,ecdsa_secp256r1_sha256', RSA",
    "'ecdsa_secp256r1_sha256,rsa_pss_rsae_sha256', EC",
    "'rsa_pss_rsae_sha256,rsa_pkcs1_sha256,ecdsa_secp256r1_sha256', RSA"
  })
  void servesTls13ClientsWithFewSignatureAlgorithmsAsFromAFile(String signatures, String keyType)
      throws Exception {
    Path pkcs12 =
        SoftwareKeys.rsaAndEc(folder.resolve("keys.p12"), "web-rsa", "web-ec", "localhost");
    Host file =
        Host.ofPkcs12(pkcs12)
            .with(SSLHostConfigCertificate.Type.RSA, "web-rsa")
            .with(SSLHostConfigCertificate.Type.EC, "web-ec");
    Path ofVault = Files.createDirectory(folder.resolve("of-vault"));
    Path ofFile = Files.createDirectory(folder.resolve("of-file"));
    try (EmbeddedTomcat fromVault = new EmbeddedTomcat(ofVault, localhost().config());
        EmbeddedTomcat fromFile = new EmbeddedTomcat(ofFile, file.config())) {
      String output =
          new Tool(folder)
              .run(
                  "java",
                  "-cp",
                  Product.programs().toString(),
                  "-Djdk.tls.client.protocols=TLSv1.3",
                  "-Djdk.tls.client.SignatureSchemes=" + signatures,
                  "io.vaultjca.consumers.programs.TlsProbe",
                  SoftwareKeys.trust(folder.resolve("all.p12"), pkcs12, vault.server().seedRoot())
                      .toString(),
                  ServedVault.PASSWORD,
                  String.valueOf(fromVault.port()),
                  String.valueOf(fromFile.port()))
              .succeeds()
              .output();
      assertThat(output)
          .contains(fromFile.port() + " TLSv1.3 " + keyType)
          .contains(fromVault.port() + " TLSv1.3 " + keyType);
    }
  }

  private static String get(EmbeddedTomcat tomcat, SSLContext context) throws Exception {
    try (TlsConnection connection = TlsConnection.to(context, "localhost", tomcat.port())) {
      return connection.get();
    }
  }

  private String serverName(EmbeddedTomcat tomcat, String host) throws Exception {
    try (TlsConnection connection =
        TlsConnection.to(Contexts.trusting(vault), host, tomcat.port())) {
      return connection.serverName();
    }
  }

  private BigInteger serial(EmbeddedTomcat tomcat) throws Exception {
    try (TlsConnection connection =
        TlsConnection.to(Contexts.trusting(vault), "localhost", tomcat.port())) {
      return connection.server().getSerialNumber();
    }
  }
}
