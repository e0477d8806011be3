package io.vaultjca.transport;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The proxy that a set of environment variables means. ProxyTest reads the real ones. */
class ConfiguredProxyTest {
  private static final URI VAULT = URI.create("https://localhost:8443/keys");

  private static Optional<ConfiguredProxy> of(Map<String, String> variables) {
    return ConfiguredProxy.of(variables::get);
  }

  @ParameterizedTest
  @CsvSource({
    "HTTPS_PROXY, 127.0.0.1:3128, 3128,",
    "HTTPS_PROXY, http://127.0.0.1:3128, 3128,",
    "HTTPS_PROXY, HTTP://127.0.0.1:3128/, 3128,",
    "HTTPS_PROXY, user:p%40ss@127.0.0.1:3128, 3128, user:p@ss",
    "HTTPS_PROXY, http://user@127.0.0.1:3128/path, 3128, user:",
    "https_proxy, 127.0.0.1:3128, 3128,",
    "https_proxy, http://127.0.0.1:3128, 3128,",
    "https_proxy, http://127.0.0.1, 80,",
    "https_proxy, https://127.0.0.1, 443,",
    "ALL_PROXY, 127.0.0.1:3128, 3128,",
    "all_proxy, http://127.0.0.1:3128, 3128,"
  })
  void readsTheVariablesThatCurlReads(String name, String value, int port, String login) {
    ConfiguredProxy proxy = of(Map.of(name, value)).orElseThrow();
    assertThat(proxy).hasToString("127.0.0.1:" + port + " of " + name);
    assertThat(proxy.select(VAULT))
        .singleElement()
        .isEqualTo(
            new Proxy(Proxy.Type.HTTP, InetSocketAddress.createUnresolved("127.0.0.1", port)));
    assertThat(proxy.authorization())
        .isEqualTo(
            Optional.ofNullable(login)
                .map(text -> text.getBytes(StandardCharsets.UTF_8))
                .map(bytes -> "Basic " + Base64.getEncoder().encodeToString(bytes)));
  }

  @Test
  void prefersTheMostSpecificVariable() {
    Map<String, String> variables = new HashMap<>();
    variables.put("https_proxy", "127.0.0.1:1");
    variables.put("HTTPS_PROXY", "127.0.0.1:2");
    variables.put("all_proxy", "127.0.0.1:3");
    variables.put("ALL_PROXY", "127.0.0.1:4");
    assertThat(of(variables).orElseThrow()).hasToString("127.0.0.1:1 of https_proxy");
    variables.put("https_proxy", "");
    assertThat(of(variables).orElseThrow()).hasToString("127.0.0.1:2 of HTTPS_PROXY");
    variables.put("HTTPS_PROXY", " ");
    assertThat(of(variables).orElseThrow()).hasToString("127.0.0.1:3 of all_proxy");
    variables.remove("all_proxy");
    assertThat(of(variables).orElseThrow()).hasToString("127.0.0.1:4 of ALL_PROXY");
  }

  @ParameterizedTest
  @CsvSource({
    "no_proxy, localhost",
    "NO_PROXY, 'example.com, localhost'",
    "NO_PROXY, 'example.com localhost'",
    "NO_PROXY, .LOCALHOST.",
    "NO_PROXY, *host",
    "NO_PROXY, *"
  })
  void bypassesTheProxyForListedHosts(String name, String value) {
    ConfiguredProxy proxy = of(Map.of("https_proxy", "127.0.0.1:3128", name, value)).orElseThrow();
    assertThat(proxy.select(VAULT)).containsExactly(Proxy.NO_PROXY);
  }

  @ParameterizedTest
  @ValueSource(strings = {"host", ".com", "my.localhost"})
  void usesTheProxyForUnlistedHosts(String list) {
    ConfiguredProxy proxy =
        of(Map.of("https_proxy", "127.0.0.1:3128", "NO_PROXY", list)).orElseThrow();
    assertThat(proxy.select(VAULT)).doesNotContain(Proxy.NO_PROXY);
  }

  @ParameterizedTest
  @ValueSource(strings = {"socks5://secret@127.0.0.1:1", "127.0.0.1:99999", "ftp://127.0.0.1:1"})
  void ignoresAnUnusableValue(String value) {
    assertThat(of(Map.of("ALL_PROXY", value))).isEmpty();
  }

  @Test
  void proxiesOnlyHttps() {
    assertThat(of(Map.of("HTTP_PROXY", "127.0.0.1:3128", "http_proxy", "127.0.0.1:3128")))
        .isEmpty();
    ConfiguredProxy proxy = of(Map.of("https_proxy", "127.0.0.1:3128")).orElseThrow();
    assertThat(proxy.select(URI.create("http://localhost/token"))).containsExactly(Proxy.NO_PROXY);
  }
}
