package io.vaultjca.conformance.issuers;

import static org.assertj.core.api.Assertions.assertThat;

import io.vaultjca.conformance.faults.ChildJvm;
import io.vaultjca.conformance.fixture.Full;
import io.vaultjca.conformance.keystore.OpenedVault;
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

/** Issuers are fetched through the proxy, which resolves their names. */
// Mostly waits for child processes, so it runs beside other classes, one test at a time.
@Execution(ExecutionMode.CONCURRENT)
@ResourceLock("IssuersBehindProxyTest")
class IssuersBehindProxyTest {
  private static final String[] REFUSED = {"10.0.0.1", "intranet", "metadata.google.internal"};

  @TempDir private Path folder;
  private OpenedVault vault;
  private IssuerServer proxy;
  private ChildJvm jvm;
  private Path file;

  @BeforeEach
  void start() throws Exception {
    jvm = new ChildJvm(folder);
    vault = OpenedVault.with("{\"keys\":[]}");
    TestAuthority root = TestAuthority.root("CN=Root");
    TestAuthority issuing = root.authority("CN=Issuing", "http://pki.example.com:8080/root?a=b");
    proxy = new IssuerServer();
    proxy.serve("http://pki.example.com/issuing.cer", issuing.encoded());
    proxy.serve("http://pki.example.com:8080/root?a=b", root.encoded());
    proxy.serve("/issuing.cer", issuing.encoded());
    IssuersTest.put(vault, "web", issuing.leaf("CN=web", "http://pki.example.com/issuing.cer"));
    IssuersTest.put(vault, "near", issuing.leaf("CN=near", proxy.at("/issuing.cer")));
    for (int i = 0; i < REFUSED.length; i++) {
      IssuersTest.put(vault, "x" + i, issuing.leaf("CN=x", "http://%s/x".formatted(REFUSED[i])));
    }
    file = folder.resolve("vault.properties");
    Files.writeString(
        file,
        "%sazure.keyvault.chain-from-issuers=true\nazure.keyvault.chain-hosts=%s"
            .formatted(Files.readString(vault.server().writeProperties(file)), proxy.host()));
  }

  @AfterEach
  void close() throws Exception {
    proxy.close();
    vault.close();
  }

  @Test
  void usesTheProxyForHttpWithItsLogin() throws Exception {
    Map<String, String> variables =
        Map.of(
            "http_proxy", "http://user:p%40ss@" + proxy.host(),
            "https_proxy", "http://127.0.0.1:1",
            "no_proxy", "localhost, 127.0.0.1");
    assertThat(
            jvm.run(
                ChainProgram.class, variables, file.toString(), "web", "near", "x0", "x1", "x2"))
        .containsExactly("web 3", "near 3", "x0 1", "x1 1", "x2 1");
    assertThat(proxy.paths())
        .containsExactly(
            "http://pki.example.com/issuing.cer",
            "http://pki.example.com:8080/root?a=b",
            // Without the proxy.
            "/issuing.cer");
    String login = Base64.getEncoder().encodeToString("user:p@ss".getBytes(StandardCharsets.UTF_8));
    assertThat(proxy.heads().get(0))
        .contains("\r\nHost: pki.example.com\r\n", "\r\nProxy-Authorization: Basic " + login);
    assertThat(proxy.heads().get(1)).contains("\r\nHost: pki.example.com:8080\r\n");
    assertThat(proxy.heads().get(2)).doesNotContain("Proxy-Authorization");
    assertThat(jvm.log()).doesNotContain("p@ss", "p%40ss");
  }

  @Full
  @Test
  void fallsBackToTheProxyOfTheVault() throws Exception {
    Map<String, String> variables = Map.of("HTTPS_PROXY", proxy.host(), "NO_PROXY", "localhost");
    assertThat(jvm.run(ChainProgram.class, variables, file.toString(), "web"))
        .containsExactly("web 3");
    assertThat(proxy.heads()).hasSize(2).allMatch(head -> head.startsWith("GET http://pki."));
  }

  @Full
  @Test
  void reportsAProxyThatRequiresALogin() throws Exception {
    proxy.serve(
        "http://pki.example.com/issuing.cer",
        out -> out.write(IssuerServer.answer("407 Login", new byte[0])));
    jvm.option("-Dhttp.proxyHost=127.0.0.1")
        .option("-Dhttp.proxyPort=" + proxy.host().split(":", -1)[1]);
    assertThat(jvm.run(ChainProgram.class, Map.of(), file.toString(), "web"))
        .containsExactly("web 1");
    assertThat(jvm.log())
        .contains(
            "is not reached: the proxy " + proxy.host() + " of http.proxyHost asks for a login");
  }
}
