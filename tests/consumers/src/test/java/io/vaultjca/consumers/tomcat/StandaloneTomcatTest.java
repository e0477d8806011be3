package io.vaultjca.consumers.tomcat;

import static io.vaultjca.consumers.fixture.Condition.until;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vaultjca.consumers.fixture.Contexts;
import io.vaultjca.consumers.fixture.Position;
import io.vaultjca.consumers.fixture.ServedVault;
import io.vaultjca.consumers.fixture.TlsConnection;
import java.io.File;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceAccessMode;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The distribution of Tomcat with the files that a user edits. */
// The number in java.security.sample is that of Linux.
@EnabledOnOs(OS.LINUX)
@ResourceLock(value = Position.PROVIDERS, mode = ResourceAccessMode.READ)
class StandaloneTomcatTest {
  private static final String WEB_EC =
      "{\"name\": \"web-ec\", \"kty\": \"EC\", \"chain\": 2, \"dnsNames\": [\"localhost\"]}";
  private static final String SEED =
      """
      {"certificates": [
        {"name": "web-rsa", "kty": "RSA", "chain": 2, "dnsNames": ["localhost"]},
        {"name": "partner", "kty": "EC", "chain": 2, "dnsNames": ["partner.example"]},
        {"name": "client", "kty": "EC", "chain": 2},
        {"name": "not-for-tomcat", "kty": "EC", "chain": 2},
      """
          + WEB_EC
          + "]}";

  @TempDir private Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"10.1", "11.0"})
  void servesFromTheVaultAndFollowsARotation(String version) throws Exception {
    try (var registered = Position.LAST.register();
        ServedVault vault = ServedVault.with(SEED);
        StandaloneTomcat tomcat =
            new StandaloneTomcat(version, Files.createDirectory(folder.resolve("base")), vault)) {
      int port = tomcat.port();
      assertThat(tomcat.log()).contains("Apache Tomcat/" + version).doesNotContain("SEVERE");
      assertServesEachKeyInEachVersion(vault, port);
      assertAsksPartnersForACertificate(vault, port);
      Path root = pem(vault);
      if (isInstalled("curl")) {
        assertServesCurl(root, port);
      }
      if (isInstalled("openssl")) {
        assertServesOpenssl(root, port);
      }

      try (TlsConnection open = TlsConnection.to(Contexts.trusting(vault), "localhost", port)) {
        BigInteger old = serial(vault, port);
        vault.server().seed("{\"certificates\": [" + WEB_EC + "]}");
        until("the new certificate", () -> !serial(vault, port).equals(old));
        assertThat(open.get()).as("an open connection lives on").startsWith("served by Tomcat");
        if (isInstalled("openssl")) {
          assertThat(openssl(root, port, "-tls1_3", "-sigalgs", "ECDSA+SHA256"))
              .contains("Verify return code: 0 (ok)");
        }
      }
      assertThat(registered.provider().getName()).isEqualTo("AzureKeyVault");
    }
  }

  private static void assertServesEachKeyInEachVersion(ServedVault vault, int port)
      throws Exception {
    for (String suite :
        List.of(
            "TLS_AES_256_GCM_SHA384",
            "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384",
            "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384")) {
      String protocol = suite.contains("ECDHE") ? "TLSv1.2" : "TLSv1.3";
      long before = vault.signatures();
      SSLContext client = Contexts.trusting(vault);
      for (int handshake = 0; handshake < 2; handshake++) {
        try (TlsConnection connection =
            TlsConnection.to(client, "localhost", port, List.of(protocol), List.of(suite))) {
          assertThat(connection.get()).startsWith("served by Tomcat");
          assertThat(connection.session().getProtocol()).isEqualTo(protocol);
          assertThat(connection.serverName())
              .startsWith("CN=web-" + (suite.contains("RSA_W") ? "rsa" : ""));
        }
      }
      assertThat(vault.signatures() - before).as("the second one is resumed").isEqualTo(1);
    }
  }

  private static void assertAsksPartnersForACertificate(ServedVault vault, int port)
      throws Exception {
    SSLContext partner =
        Contexts.of(vault, "AzureKeyVault", vault.keyStore("azure.keyvault.aliases=client"));
    try (TlsConnection connection = TlsConnection.to(partner, "partner.example", port)) {
      assertThat(connection.get()).startsWith("served by Tomcat");
      assertThat(connection.serverName()).isEqualTo("CN=partner");
    }
    assertThatThrownBy(
            () -> {
              try (TlsConnection connection =
                  TlsConnection.to(Contexts.trusting(vault), "partner.example", port)) {
                connection.get();
              }
            })
        .isInstanceOf(SSLException.class);
  }

  private void assertServesCurl(Path root, int port) throws Exception {
    for (String version : List.of("1.2", "1.3")) {
      assertThat(
              run(
                  "curl",
                  "--silent",
                  "--show-error",
                  "--verbose",
                  "--noproxy",
                  "*",
                  "--tlsv" + version,
                  "--tls-max",
                  version,
                  "--cacert",
                  root.toString(),
                  "https://localhost:" + port + "/"))
          .contains("served by Tomcat")
          .contains("SSL connection using TLSv" + version);
    }
  }

  private void assertServesOpenssl(Path root, int port) throws Exception {
    assertThat(openssl(root, port, "-tls1_2", "-cipher", "ECDHE-RSA-AES256-GCM-SHA384"))
        .contains("New, TLSv1.2, Cipher is ECDHE-RSA-AES256-GCM-SHA384")
        .contains("subject=CN = web-rsa")
        .contains("Verify return code: 0 (ok)");
    assertThat(openssl(root, port, "-tls1_2", "-cipher", "ECDHE-ECDSA-AES256-GCM-SHA384"))
        .contains("New, TLSv1.2, Cipher is ECDHE-ECDSA-AES256-GCM-SHA384")
        .contains("subject=CN = web-ec")
        .contains("Verify return code: 0 (ok)");
    assertThat(openssl(root, port, "-tls1_3", "-sigalgs", "RSA-PSS+SHA256"))
        .contains("New, TLSv1.3")
        .contains("subject=CN = web-rsa")
        .contains("Peer signature type: RSA-PSS");
    assertThat(openssl(root, port, "-tls1_3", "-sigalgs", "ECDSA+SHA256"))
        .contains("New, TLSv1.3")
        .contains("subject=CN = web-ec")
        .contains("Peer signature type: ECDSA");
  }

  private String openssl(Path root, int port, String... options) throws Exception {
    List<String> command =
        new ArrayList<>(
            List.of(
                "openssl",
                "s_client",
                "-connect",
                "127.0.0.1:" + port,
                "-servername",
                "localhost",
                "-CAfile",
                root.toString()));
    command.addAll(List.of(options));
    return run(command.toArray(String[]::new));
  }

  private static BigInteger serial(ServedVault vault, int port) throws Exception {
    try (TlsConnection connection =
        TlsConnection.to(
            Contexts.trusting(vault),
            "localhost",
            port,
            List.of("TLSv1.2"),
            List.of("TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384"))) {
      return connection.server().getSerialNumber();
    }
  }

  private Path pem(ServedVault vault) throws Exception {
    return Files.writeString(
        folder.resolve("root.pem"),
        "-----BEGIN CERTIFICATE-----\n"
            + Base64.getMimeEncoder().encodeToString(vault.server().seedRoot().getEncoded())
            + "\n-----END CERTIFICATE-----\n");
  }

  private static boolean isInstalled(String tool) {
    return Arrays.stream(System.getenv("PATH").split(File.pathSeparator))
        .anyMatch(path -> Files.isExecutable(Path.of(path, tool)));
  }

  private String run(String... command) throws IOException, InterruptedException {
    Path output = Files.createTempFile(folder, "tool", ".out");
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")))
            .redirectOutput(output.toFile())
            .start();
    if (!process.waitFor(60, TimeUnit.SECONDS)) {
      process.destroyForcibly().waitFor();
      throw new AssertionError(String.join(" ", command) + " hangs");
    }
    String text = new String(Files.readAllBytes(output), StandardCharsets.UTF_8);
    assertThat(process.exitValue()).as("%s%n%s", String.join(" ", command), text).isZero();
    return text;
  }
}
