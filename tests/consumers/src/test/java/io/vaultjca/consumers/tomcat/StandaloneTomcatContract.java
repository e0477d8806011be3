package io.vaultjca.consumers.tomcat;

import static io.vaultjca.consumers.fixture.Condition.until;
import static io.vaultjca.consumers.tomcat.TranscribedTool.assumeInstalled;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.vaultjca.consumers.Product;
import io.vaultjca.consumers.fixture.Contexts;
import io.vaultjca.consumers.fixture.Full;
import io.vaultjca.consumers.fixture.Position;
import io.vaultjca.consumers.fixture.ServedVault;
import io.vaultjca.consumers.fixture.TlsConnection;
import java.io.IOException;
import java.math.BigInteger;
import java.net.SocketException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceAccessMode;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Each distribution of Tomcat with the files that a user edits. The commands of curl and openssl
 * and their output are written to {@code target/transcripts}; docs/tomcat.md has the same commands.
 */
// java.security.sample has the provider's number on Linux.
@EnabledOnOs(OS.LINUX)
@ResourceLock(value = Position.PROVIDERS, mode = ResourceAccessMode.READ)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class StandaloneTomcatContract {
  private static final String WEB_EC =
      "{\"name\": \"web-ec\", \"kty\": \"EC\", \"chain\": 2, \"dnsNames\": [\"localhost\"]}";
  private static final String SEED =
      """
      {"certificates": [
        {"name": "web-rsa", "kty": "RSA", "chain": 2, "dnsNames": ["localhost"]},
        {"name": "partner", "kty": "EC", "chain": 2, "dnsNames": ["partner.example"]},
        {"name": "client", "kty": "EC", "chain": 2},
        {"name": "not-for-tomcat", "kty": "EC", "chain": 2},
        %s]}
      """
          .formatted(WEB_EC);

  private static final String CURL =
      "curl --silent --show-error --verbose --cacert root.pem %s https://localhost:8443/";
  private static final String OPENSSL =
      """
      openssl s_client -connect localhost:8443 -servername localhost -CAfile root.pem %s \
      < /dev/null""";
  private static final String SHOWN =
      OPENSSL.formatted("-sigalgs ECDSA+SHA256")
          + " 2> /dev/null | openssl x509 -noout -subject -serial";

  private final String version;
  private Path folder;
  private Position.Registration registered;
  private ServedVault vault;
  private StandaloneTomcat tomcat;
  private int port;

  StandaloneTomcatContract(String version) {
    this.version = version;
  }

  @BeforeAll
  void start(@TempDir Path empty) throws Exception {
    folder = empty;
    registered = Position.LAST.register();
    vault = ServedVault.with(SEED);
    Path base = Files.createDirectory(folder.resolve("tomcat-" + version));
    tomcat = new StandaloneTomcat(version, base, vault);
    port = tomcat.port();
    Files.writeString(folder.resolve("root.pem"), ServedVault.pem(vault.server().seedRoot()));
  }

  @AfterAll
  void stop() {
    if (tomcat != null) {
      tomcat.close();
    }
    vault.close();
    registered.close();
  }

  /** Returns a terminal with a transcript of this name. */
  private TranscribedTool terminal(String about) throws Exception {
    return new TranscribedTool(
        folder,
        Product.root()
            .resolve("tests/consumers/target/transcripts")
            .resolve("tomcat-" + version + "-" + about + ".txt"));
  }

  /** Runs a command of docs/tomcat.md with the port of this Tomcat. */
  private String run(TranscribedTool terminal, String command) throws Exception {
    assertThat(documented()).contains("$ " + command + "\n");
    return terminal.run(command.replace("8443", String.valueOf(port)));
  }

  private static String documented() throws IOException {
    return page().replaceAll("\\\\\n +", "");
  }

  @Test
  void startsWithTheFilesThatThePageShows() throws Exception {
    assertThat(tomcat.log()).contains("Apache Tomcat/" + version).doesNotContain("SEVERE");
    assertThat(registered.provider().getName()).isEqualTo("AzureKeyVault");
  }

  @Test
  void usesJsseEvenWithOpensslAndCannotStartWithOpenssl(@TempDir Path empty) throws Exception {
    assumeTrue(tomcat.hasOpenSsl(), "OpenSSL 3 and JDK 22 or later are needed");
    assertThat(tomcat.log()).contains("Starting ProtocolHandler [\"https-jsse-nio");
    Path base = Files.createDirectory(empty.resolve("tomcat-" + version));
    String jsse = "sslImplementationName=\"org.apache.tomcat.util.net.jsse.JSSEImplementation\"";
    String exception =
        "java.lang.NullPointerException: Cannot read the array length because \"src\" is null";
    try (StandaloneTomcat openssl =
        new StandaloneTomcat(version, base, vault, server -> server.replace(jsse, ""))) {
      assertThat(openssl.log()).contains("https-opensslffm-nio", exception);
    }
    for (String document : List.of("DIFFERENCES.md", "docs/tomcat.md")) {
      assertThat(Files.readString(Product.root().resolve(document))).contains(jsse, exception);
    }
    assertThat(Files.readString(Product.root().resolve("README.md"))).contains(jsse);
  }

  @Full
  @Test
  void startsWithoutItsConnectorIfTheVaultIsDownAndExitsIfConfigured(@TempDir Path empty)
      throws Exception {
    try (ServedVault away = ServedVault.with(SEED)) {
      away.server().stop();
      Path base = Files.createDirectory(empty.resolve("tomcat-" + version));
      try (StandaloneTomcat without = new StandaloneTomcat(version, base, away)) {
        assertThat(without.log())
            .contains("SEVERE: Failed to initialize component [Connector[", "Server startup in");
      }
    }
    assertThat(exitCode(empty.resolve("exits"), "", server -> server)).isEqualTo(1);
    assertThat(
            exitCode(
                empty.resolve("throws"),
                "false",
                server -> server.replace("<Connector ", "<Connector throwOnFailure=\"true\" ")))
        .isZero();
  }

  /** The exit code of a Tomcat whose vault is down, with or without the line of docs/tomcat.md. */
  private int exitCode(Path base, String instead, UnaryOperator<String> edit) throws Exception {
    Matcher option =
        Pattern.compile("\\$CATALINA_OPTS (-D\\S+EXIT_ON_INIT_FAILURE=)true").matcher(page());
    assertThat(option.find()).isTrue();
    String options = option.group(1) + (instead.isEmpty() ? "true" : instead);
    try (ServedVault away = ServedVault.with(SEED)) {
      away.server().stop();
      return StandaloneTomcat.exitCode(version, Files.createDirectory(base), away, edit, options);
    }
  }

  private static String page() throws IOException {
    return Files.readString(Product.root().resolve("docs/tomcat.md"));
  }

  @Full
  @Test
  void waitsForTheVaultWithTheCommandOfThePage(@TempDir Path home) throws Exception {
    Matcher command =
        Pattern.compile("\\$ (until java .*?; do sleep )5(; done)").matcher(documented());
    assertThat(command.find()).isTrue();
    Files.createDirectories(home.resolve("bin"));
    Files.copy(Product.jar(), home.resolve("bin/vaultjca.jar"));
    Path errors = home.resolve("errors.txt");
    try (ServedVault away = ServedVault.with(SEED)) {
      Files.createDirectories(home.resolve("conf"));
      away.file(home.resolve("conf/vault.properties"), "azure.keyvault.max-retries=0");
      away.server().stop();
      ProcessBuilder shell =
          new ProcessBuilder("sh", "-c", command.group(1) + "0.1" + command.group(2))
              .redirectError(errors.toFile());
      shell.environment().put("CATALINA_HOME", home.toString());
      shell.environment().merge("PATH", java().toString(), (path, bin) -> bin + ":" + path);
      Process waiting = shell.start();
      try {
        until("a refusal", () -> Files.readString(errors).contains("connection refused"));
        assertThat(waiting.isAlive()).isTrue();
        away.server().restart();
        assertThat(waiting.waitFor(1, TimeUnit.MINUTES)).isTrue();
        assertThat(waiting.exitValue()).isZero();
      } finally {
        waiting.descendants().forEach(ProcessHandle::destroy);
        waiting.destroy();
      }
    }
  }

  private static Path java() {
    return Path.of(System.getProperty("java.home"), "bin");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "TLS_AES_256_GCM_SHA384",
        "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384",
        "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384"
      })
  void signsOnceAFullHandshakeAndNeverForAResumedOne(String suite) throws Exception {
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
    assertThat(vault.signatures() - before)
        .as("signatures when the second session is resumed")
        .isEqualTo(1);
  }

  @Test
  void asksPartnersForACertificate() throws Exception {
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
        // The alert, or the closed connection if the client writes first.
        .isInstanceOfAny(SSLException.class, SocketException.class);
  }

  @Test
  void servesCurl() throws Exception {
    assumeInstalled("curl");
    // curl has no option for this: it offers RSA first in TLS 1.3.
    Files.writeString(
        folder.resolve("rsa.cnf"),
        """
        openssl_conf = conf
        [conf]
        ssl_conf = tls
        [tls]
        system_default = client
        [client]
        SignatureAlgorithms = RSA-PSS+SHA256:ECDSA+SHA256
        """);
    TranscribedTool terminal = terminal("curl");
    assertThat(run(terminal, CURL.formatted("--tls-max 1.2 --ciphers ECDHE-RSA-AES256-GCM-SHA384")))
        .contains("served by Tomcat")
        .contains("SSL connection using TLSv1.2 / ECDHE-RSA-AES256-GCM-SHA384")
        .containsPattern("subject: CN ?= ?web-rsa");
    assertThat(
            run(terminal, CURL.formatted("--tls-max 1.2 --ciphers ECDHE-ECDSA-AES256-GCM-SHA384")))
        .contains("served by Tomcat")
        .contains("SSL connection using TLSv1.2 / ECDHE-ECDSA-AES256-GCM-SHA384")
        .containsPattern("subject: CN ?= ?web-ec");
    // By default it prefers ECDSA.
    assertThat(run(terminal, CURL.formatted("--tlsv1.3")))
        .contains("served by Tomcat")
        .contains("SSL connection using TLSv1.3")
        .containsPattern("subject: CN ?= ?web-ec");
    assertThat(run(terminal, "OPENSSL_CONF=rsa.cnf " + CURL.formatted("--tlsv1.3")))
        .contains("served by Tomcat")
        .contains("SSL connection using TLSv1.3")
        .containsPattern("subject: CN ?= ?web-rsa");
  }

  @ParameterizedTest
  @CsvSource({
    "-tls1_2 -cipher ECDHE-RSA-AES256-GCM-SHA384, TLSv1.2, web-rsa, RSA.PSS",
    "-tls1_2 -cipher ECDHE-ECDSA-AES256-GCM-SHA384, TLSv1.2, web-ec, ECDSA",
    "-tls1_3 -sigalgs RSA-PSS+SHA256:ECDSA+SHA256, TLSv1.3, web-rsa, RSA.PSS",
    "-tls1_3 -sigalgs ECDSA+SHA256, TLSv1.3, web-ec, ECDSA"
  })
  void servesOpenssl(String options, String protocol, String certificate, String signature)
      throws Exception {
    assumeInstalled("openssl");
    TranscribedTool terminal = terminal("openssl-" + protocol + "-" + certificate);
    assertThat(run(terminal, OPENSSL.formatted(options)))
        .contains("New, " + protocol)
        .containsPattern("subject=CN ?= ?" + certificate)
        .containsPattern("(?i)Peer signature type: " + signature)
        .contains("Verify return code: 0 (ok)");
  }

  @Test
  void followsARotationThatOpensslSees() throws Exception {
    assumeInstalled("openssl");
    TranscribedTool terminal = terminal("rotation");
    String before = run(terminal, SHOWN);
    rotate();
    String after = run(terminal, SHOWN);
    assertThat(before).containsPattern("subject=CN ?= ?web-ec");
    assertThat(after).containsPattern("subject=CN ?= ?web-ec").isNotEqualTo(before);
    assertThat(run(terminal, OPENSSL.formatted("-tls1_3 -sigalgs ECDSA+SHA256")))
        .contains("Verify return code: 0 (ok)");
  }

  @Test
  void keepsOpenConnectionsWhileACertificateIsRotated() throws Exception {
    try (TlsConnection open = TlsConnection.to(Contexts.trusting(vault), "localhost", port)) {
      rotate();
      assertThat(open.get()).startsWith("served by Tomcat");
    }
  }

  private void rotate() throws Exception {
    BigInteger old = serial();
    vault.server().seed("{\"certificates\": [" + WEB_EC + "]}");
    until("the new certificate", () -> !serial().equals(old));
  }

  private BigInteger serial() throws Exception {
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
}
