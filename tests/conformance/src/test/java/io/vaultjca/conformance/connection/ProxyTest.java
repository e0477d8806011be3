package io.vaultjca.conformance.connection;

import static org.assertj.core.api.Assertions.assertThat;

import io.vaultjca.conformance.faults.ChildJvm;
import io.vaultjca.conformance.fixture.Full;
import io.vaultjca.conformance.fixture.Gateway;
import io.vaultjca.conformance.keystore.OpenedVault;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The proxy of the environment is used, and a message names one that fails. {@code
 * ConfiguredProxyTest} covers the meaning of each variable.
 */
// Mostly waits for child processes, so it runs beside other classes, one test at a time.
@Execution(ExecutionMode.CONCURRENT)
@ResourceLock("ProxyTest")
class ProxyTest {
  @TempDir private Path folder;
  private OpenedVault vault;
  private ChildJvm jvm;

  @BeforeEach
  void start() {
    vault = OpenedVault.with("{\"certificates\":[{\"name\":\"web\",\"kty\":\"EC\"}]}");
    jvm = new ChildJvm(folder);
  }

  @AfterEach
  void close() {
    vault.close();
  }

  /** {@link #theLoginGoesToTheProxyAndTheTokenToTheVault} covers a proxy with a login. */
  @ParameterizedTest
  @CsvSource("all_proxy, http://127.0.0.1:PORT")
  void usesTheProxyOfTheVariablesThatCurlUses(String name, String value) throws Exception {
    try (ConnectProxy proxy = new ConnectProxy()) {
      String address = value.replace("PORT", Integer.toString(proxy.port()));
      assertThat(sign(Map.of(name, address))).isEqualTo("signed true");
      assertThat(proxy.tunnels()).isNotEmpty().containsOnly(vault.server().uri().getAuthority());
    }
  }

  @Test
  @Full
  void bypassesTheProxyForTheHostsOfNoProxy() throws Exception {
    try (ConnectProxy proxy = new ConnectProxy()) {
      Map<String, String> variables =
          Map.of("https_proxy", "127.0.0.1:" + proxy.port(), "NO_PROXY", "example.com, localhost");
      assertThat(sign(variables)).isEqualTo("signed true");
      assertThat(proxy.tunnels()).isEmpty();
    }
  }

  @Test
  @Full
  void namesOnlyTheVariableOfAnUnusableProxy() throws Exception {
    assertThat(sign(Map.of("ALL_PROXY", "socks5://secret@127.0.0.1:1"))).isEqualTo("signed true");
    assertThat(jvm.log())
        .contains("The proxy of ALL_PROXY is not used: it must have the form http://HOST:PORT")
        .doesNotContain("secret");
  }

  @Test
  @Full
  void namesAProxyThatRefusesConnections() throws Exception {
    int port;
    try (ServerSocket closed = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = closed.getLocalPort();
    }
    assertThat(sign(Map.of("HTTPS_PROXY", "http://user:secret@127.0.0.1:" + port)))
        .containsIgnoringCase(
            "no connection to the proxy 127.0.0.1:" + port + " of HTTPS_PROXY (connection refused)")
        .contains("Check the proxy; NO_PROXY or http.nonProxyHosts names hosts")
        .doesNotContain("that the vault is up")
        .doesNotContain("secret");
  }

  @Test
  @Full
  void namesAProxyWithAnUnknownHost() throws Exception {
    assertThat(sign(Map.of("https_proxy", "no-such-proxy.invalid:3128")))
        .contains(
            """
            no connection to the proxy no-such-proxy.invalid:3128 of https_proxy (its host is not \
            known) after one try""");
  }

  @Test
  void namesAProxyThatRequiresALogin() throws Exception {
    try (ConnectProxy proxy =
        new ConnectProxy("407 Authentication Required\r\nProxy-Authenticate: Basic realm=\"p\"")) {
      String advice = "-Djdk.http.auth.tunneling.disabledSchemes= (to nothing)";
      String name =
          "the proxy 127.0.0.1:" + proxy.port() + " of HTTPS_PROXY asks for a login (407)";
      assertThat(sign(Map.of("HTTPS_PROXY", "user:secret@127.0.0.1:" + proxy.port())))
          .contains(name + " after one try")
          .contains(advice)
          .doesNotContain("secret");
      if (!Full.RUN) {
        return;
      }
      assertThat(sign(Map.of("HTTPS_PROXY", "127.0.0.1:" + proxy.port())))
          .contains(name + " after one try")
          .contains(advice);
      jvm.option("-Djdk.http.auth.tunneling.disabledSchemes=");
      assertThat(sign(Map.of("HTTPS_PROXY", "user:secret@127.0.0.1:" + proxy.port())))
          .contains(name)
          .doesNotContain("secret");
    }
  }

  @Test
  void theLoginGoesToTheProxyAndTheTokenToTheVault() throws Exception {
    jvm.option("-Djdk.http.auth.tunneling.disabledSchemes=");
    String expected =
        "Proxy-Authorization: Basic "
            + Base64.getEncoder().encodeToString("user:p@ss".getBytes(StandardCharsets.UTF_8));
    try (ConnectProxy proxy = new ConnectProxy();
        Gateway gateway = Gateway.to(vault.server())) {
      assertThat(
              sign(
                  Map.of("HTTPS_PROXY", "http://user:p%40ss@127.0.0.1:" + proxy.port()),
                  "azure.keyvault.uri=" + gateway.uri(),
                  "azure.keyvault.trust-certificates=" + gateway.trusted()))
          .isEqualTo("signed true");
      assertThat(proxy.heads()).isNotEmpty().allMatch(head -> head.contains(expected));
      assertThat(proxy.heads()).noneMatch(head -> head.contains("Bearer"));
      assertThat(gateway.received())
          .isNotEmpty()
          .allMatch(request -> request.header("Proxy-Authorization").isEmpty());
    }
  }

  @Test
  @Full
  void namesAProxyThatRefusesTheTunnel() throws Exception {
    try (ConnectProxy proxy = new ConnectProxy("403 Forbidden")) {
      assertThat(
              sign(
                  Map.of("HTTPS_PROXY", "127.0.0.1:" + proxy.port()),
                  "azure.keyvault.max-retries=3"))
          .contains(
              "the proxy 127.0.0.1:%s of HTTPS_PROXY refuses the connection (403) after one try"
                  .formatted(proxy.port()));
    }
    try (ConnectProxy proxy = new ConnectProxy("502 Bad Gateway")) {
      assertThat(sign(Map.of("HTTPS_PROXY", "127.0.0.1:" + proxy.port())))
          .contains(" of HTTPS_PROXY refuses the connection (502) after 2 tries");
    }
  }

  @Test
  @Full
  void namesAProxyOfTheJvmsProperties() throws Exception {
    try (ConnectProxy proxy = new ConnectProxy("503 Service Unavailable")) {
      jvm.option("-Dhttps.proxyHost=127.0.0.1")
          .option("-Dhttps.proxyPort=" + proxy.port())
          .option("-Dhttp.nonProxyHosts=");
      assertThat(sign(Map.of()))
          .contains(
              "the proxy 127.0.0.1:" + proxy.port() + " of https.proxyHost refuses the connection");
    }
  }

  @Test
  void namesTheProxyOfAFailedTokenRequest() throws Exception {
    try (ConnectProxy proxy = new ConnectProxy("403 Forbidden")) {
      var identity = vault.server().identity();
      assertThat(
              sign(
                  Map.of(
                      "HTTPS_PROXY",
                      "127.0.0.1:" + proxy.port(),
                      // The vault is reached without the proxy, the directory through it.
                      "NO_PROXY",
                      "127.0.0.1"),
                  "azure.keyvault.uri=%s"
                      .formatted(vault.server().uri().toString().replace("localhost", "127.0.0.1")),
                  "azure.keyvault.access-token=",
                  "azure.keyvault.tenant-id=" + identity.tenantId(),
                  "azure.keyvault.client-id=" + identity.clientId(),
                  "azure.keyvault.client-secret=" + identity.clientSecret(),
                  "azure.keyvault.authority-host=" + identity.authorityHost(),
                  "azure.keyvault.disable-instance-discovery=true"))
          .contains(
              "The credential client-secret got no token: the token endpoint cannot be reached")
          .contains(" of HTTPS_PROXY refuses the connection (403)")
          .contains("Check the proxy;");
    }
  }

  /** Returns the output of the program. */
  private String sign(Map<String, String> variables, String... settings) throws Exception {
    Path file = folder.resolve("vault.properties");
    String ready =
        Files.readString(vault.server().writeProperties(file)) + "azure.keyvault.max-retries=1\n";
    Files.writeString(file, ready + String.join("\n", settings) + "\n");
    return String.join("\n", jvm.run(SigningProgram.class, variables, file.toString()));
  }
}
