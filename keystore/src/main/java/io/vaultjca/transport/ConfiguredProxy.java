package io.vaultjca.transport;

import java.io.IOException;
import java.net.Authenticator;
import java.net.InetSocketAddress;
import java.net.PasswordAuthentication;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.SocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The proxy of the surroundings, and the hosts that are reached without it: the JVM's properties
 * {@code https.proxyHost}, {@code https.proxyPort}, {@code https.proxyUser}, {@code
 * https.proxyPassword} and {@code http.nonProxyHosts}, else the variables {@code HTTPS_PROXY} and
 * {@code NO_PROXY}.
 *
 * <p>What is not HTTPS never goes through it: the endpoints of managed identities are on this
 * machine or next to it, and what they are sent and answer is a secret in clear.
 */
final class ConfiguredProxy extends ProxySelector {
  private static final int DEFAULT_PORT = 443;

  private final List<Proxy> proxy;
  private final Optional<Pattern> direct;
  private final Optional<PasswordAuthentication> login;

  private ConfiguredProxy(
      String host, int port, Optional<Pattern> direct, Optional<PasswordAuthentication> login) {
    // Its address is looked up for each connection.
    this.proxy =
        List.of(new Proxy(Proxy.Type.HTTP, InetSocketAddress.createUnresolved(host, port)));
    this.direct = direct;
    this.login = login;
  }

  static Optional<ConfiguredProxy> ofSurroundings() {
    String host = System.getProperty("https.proxyHost", "");
    if (!host.isEmpty()) {
      return Optional.of(ofProperties(host));
    }
    String variable = Optional.ofNullable(System.getenv("HTTPS_PROXY")).orElse("");
    return variable.isBlank() ? Optional.empty() : ofVariable(variable.strip());
  }

  private static ConfiguredProxy ofProperties(String host) {
    String user = System.getProperty("https.proxyUser", "");
    String password = System.getProperty("https.proxyPassword", "");
    return new ConfiguredProxy(
        host,
        Integer.getInteger("https.proxyPort", DEFAULT_PORT),
        direct(System.getProperty("http.nonProxyHosts"), "\\|"),
        user.isEmpty()
            ? Optional.empty()
            : Optional.of(new PasswordAuthentication(user, password.toCharArray())));
  }

  private static Optional<ConfiguredProxy> ofVariable(String variable) {
    URI uri;
    try {
      uri = URI.create(variable);
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
    if (uri.getHost() == null) {
      return Optional.empty();
    }
    int standard = "https".equalsIgnoreCase(uri.getScheme()) ? DEFAULT_PORT : 80;
    return Optional.of(
        new ConfiguredProxy(
            uri.getHost(),
            uri.getPort() == -1 ? standard : uri.getPort(),
            direct(System.getenv("NO_PROXY"), ","),
            Optional.ofNullable(uri.getRawUserInfo()).map(ConfiguredProxy::login)));
  }

  private static PasswordAuthentication login(String userInfo) {
    String[] parts = userInfo.split(":", 2);
    String password = parts.length == 2 ? decoded(parts[1]) : "";
    return new PasswordAuthentication(decoded(parts[0]), password.toCharArray());
  }

  private static String decoded(String text) {
    return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
  }

  /** The hosts of a list; {@code *} stands for anything, a leading dot for any subdomain. */
  private static Optional<Pattern> direct(String hosts, String separator) {
    if (hosts == null || hosts.isBlank()) {
      return Optional.empty();
    }
    return Optional.of(
        Pattern.compile(
            Arrays.stream(hosts.split(separator))
                .map(String::strip)
                .filter(host -> !host.isEmpty())
                .map(host -> host.startsWith(".") ? "*" + host : host)
                .map(host -> Pattern.quote(host).replace("*", "\\E.*\\Q"))
                .collect(Collectors.joining("|")),
            Pattern.CASE_INSENSITIVE));
  }

  @Override
  public List<Proxy> select(URI uri) {
    boolean without =
        !"https".equalsIgnoreCase(uri.getScheme())
            || (direct.isPresent() && direct.get().matcher(uri.getHost()).matches());
    return without ? List.of(Proxy.NO_PROXY) : proxy;
  }

  /** There is no other proxy to turn to; the failure reaches the caller by itself. */
  @Override
  public void connectFailed(URI uri, SocketAddress address, IOException failure) {}

  /** Answers the proxy alone, never a server. */
  Optional<Authenticator> authenticator() {
    return login.map(
        known ->
            new Authenticator() {
              @Override
              protected PasswordAuthentication getPasswordAuthentication() {
                return getRequestorType() == RequestorType.PROXY ? known : null;
              }
            });
  }
}
