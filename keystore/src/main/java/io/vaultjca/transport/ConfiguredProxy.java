package io.vaultjca.transport;

import static java.lang.System.Logger.Level.WARNING;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.SocketAddress;
import java.net.URI;
import java.net.http.HttpConnectTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The configured proxy, and the hosts that need none. It comes from the JVM's properties {@code
 * https.proxyHost}, {@code https.proxyPort}, {@code https.proxyUser}, {@code https.proxyPassword}
 * and {@code http.nonProxyHosts}; otherwise from the variables that curl reads: {@code https_proxy}
 * or {@code all_proxy}, and {@code no_proxy}, in lower case or else in upper case.
 *
 * <p>Only HTTPS goes through this proxy. Plain HTTP is the protocol of managed identities'
 * endpoints, which are on or next to this machine and exchange secrets in clear text. Public files
 * by plain HTTP have {@linkplain #forHttp another rule}.
 */
final class ConfiguredProxy extends ProxySelector {
  private static final System.Logger LOG = System.getLogger("io.vaultjca");
  private static final int DEFAULT_PORT = 443;
  private static final int HTTP_PORT = 80;

  /** The variables that curl reads for HTTPS, the strongest first. */
  private static final List<String> VARIABLES =
      List.of("https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY");

  /** The status with which a proxy demands a login. */
  static final int LOGIN = 407;

  /** The JDK's message when a proxy refuses a tunnel. */
  private static final Pattern REFUSED = Pattern.compile("Tunnel failed, got: (\\d{3})");

  private final InetSocketAddress address;
  private final Optional<Pattern> direct;
  private final Optional<String> login;
  private final String name;

  private ConfiguredProxy(
      String source, String host, int port, Optional<Pattern> direct, Optional<String> login) {
    // Unresolved, so that each connection looks the name up.
    this.address = InetSocketAddress.createUnresolved(host, port);
    this.direct = direct;
    this.login = login;
    this.name = "%s:%s of %s".formatted(host, port, source);
  }

  /** The proxy for HTTPS, from the JVM's properties or these variables. */
  static Optional<ConfiguredProxy> of(UnaryOperator<String> variables) {
    return ofProperties("https", DEFAULT_PORT).or(() -> ofVariables(variables, VARIABLES.stream()));
  }

  /**
   * The proxy for public files by plain HTTP: the one for HTTPS, unless {@code http.proxyHost},
   * {@code http.proxyPort}, {@code http.proxyUser} and {@code http.proxyPassword} name another, or
   * {@code http_proxy}, which curl reads in lower case only.
   */
  static Optional<ConfiguredProxy> forHttp(UnaryOperator<String> variables) {
    return ofProperties("http", HTTP_PORT)
        .or(() -> ofProperties("https", DEFAULT_PORT))
        .or(
            () ->
                ofVariables(variables, Stream.concat(Stream.of("http_proxy"), VARIABLES.stream())));
  }

  private static Optional<ConfiguredProxy> ofVariables(
      UnaryOperator<String> variables, Stream<String> names) {
    return first(variables, names).flatMap(name -> ofVariable(name, variables));
  }

  /** The first of these variables that has a value. */
  private static Optional<String> first(UnaryOperator<String> variables, Stream<String> names) {
    return names
        .filter(name -> !Objects.requireNonNullElse(variables.apply(name), "").isBlank())
        .findFirst();
  }

  private static Optional<ConfiguredProxy> ofProperties(String scheme, int standardPort) {
    String host = System.getProperty(scheme + ".proxyHost", "");
    if (host.isEmpty()) {
      return Optional.empty();
    }
    String user = System.getProperty(scheme + ".proxyUser", "");
    String password = System.getProperty(scheme + ".proxyPassword", "");
    return Optional.of(
        new ConfiguredProxy(
            scheme + ".proxyHost",
            host,
            Integer.getInteger(scheme + ".proxyPort", standardPort),
            direct(System.getProperty("http.nonProxyHosts", ""), "\\|", ""),
            user.isEmpty() ? Optional.empty() : Optional.of(user + ":" + password)));
  }

  private static Optional<ConfiguredProxy> ofVariable(
      String name, UnaryOperator<String> variables) {
    String value = variables.apply(name).strip();
    try {
      URI uri = URI.create(value.contains("://") ? value : "http://" + value);
      boolean secure = "https".equalsIgnoreCase(uri.getScheme());
      if (uri.getHost() != null && (secure || "http".equalsIgnoreCase(uri.getScheme()))) {
        int standard = secure ? DEFAULT_PORT : HTTP_PORT;
        return Optional.of(
            new ConfiguredProxy(
                name,
                uri.getHost(),
                uri.getPort() == -1 ? standard : uri.getPort(),
                // A domain includes all its subdomains.
                direct(
                    first(variables, Stream.of("no_proxy", "NO_PROXY")).map(variables).orElse(""),
                    "[,\\s]+",
                    "(.*\\.)?"),
                Optional.ofNullable(uri.getUserInfo())
                    .map(login -> login.contains(":") ? login : login + ":")));
      }
    } catch (IllegalArgumentException e) {
      // Malformed: warn below, as about any other form that is not supported.
    }
    // The value may contain a password.
    LOG.log(WARNING, "The proxy of {0} is not used: it must have the form http://HOST:PORT", name);
    return Optional.empty();
  }

  /** Matches the hosts of a list, in which {@code *} matches anything, with their subdomains. */
  private static Optional<Pattern> direct(String hosts, String separator, String subdomains) {
    return Optional.of(hosts)
        .filter(list -> !list.isBlank())
        .map(
            list ->
                Arrays.stream(list.split(separator))
                    .map(host -> withoutBrackets(host.strip()))
                    .filter(host -> !host.isEmpty())
                    .map(host -> subdomains.isEmpty() ? host : host.replaceFirst("^\\*?\\.", ""))
                    .map(host -> subdomains + Pattern.quote(host).replace("*", "\\E.*\\Q"))
                    .collect(Collectors.joining("|")))
        .map(regex -> Pattern.compile(regex, Pattern.CASE_INSENSITIVE));
  }

  /** A URI has brackets around an IPv6 address, a list of hosts has none. */
  private static String withoutBrackets(String host) {
    return host.replaceAll("[\\[\\]]|\\.$", "");
  }

  @Override
  public List<Proxy> select(URI uri) {
    return List.of(serves(uri) ? new Proxy(Proxy.Type.HTTP, address) : Proxy.NO_PROXY);
  }

  /** Whether requests to an address go through this proxy. */
  boolean serves(URI uri) {
    return "https".equalsIgnoreCase(uri.getScheme()) && leadsTo(uri.getHost());
  }

  /** Whether a host is not one of those that need no proxy. */
  boolean leadsTo(String host) {
    return direct.filter(d -> d.matcher(withoutBrackets(host)).matches()).isEmpty();
  }

  /** Its address, unresolved. */
  InetSocketAddress address() {
    return address;
  }

  /** The same failure, or a {@link ProxyException} if the proxy caused it. */
  IOException explained(IOException failure) {
    Matcher refused = REFUSED.matcher(String.valueOf(failure.getMessage()));
    if (refused.find()) {
      return refused(Integer.parseInt(refused.group(1)), failure);
    }
    boolean connecting =
        failure instanceof ConnectException || failure instanceof HttpConnectTimeoutException;
    return connecting ? unreachable(failure) : failure;
  }

  /** The failure of a connection to the proxy. */
  ProxyException unreachable(IOException failure) {
    return new ProxyException("no connection to the proxy %s".formatted(name), 0, failure);
  }

  /** The failure of a request that the proxy answered with this status. */
  ProxyException refused(int status, @Nullable IOException failure) {
    String what = status == LOGIN ? "asks for a login" : "refuses the connection";
    return new ProxyException("the proxy %s %s".formatted(name, what), status, failure);
  }

  /** Its host, its port and its source. */
  @Override
  public String toString() {
    return name;
  }

  /** Does nothing: there is no other proxy, and the caller gets the failure anyway. */
  @Override
  public void connectFailed(URI uri, SocketAddress address, IOException failure) {}

  /** The value of {@code Proxy-Authorization}, which the JDK's client sends to the proxy only. */
  Optional<String> authorization() {
    return login.map(
        known ->
            "Basic " + Base64.getEncoder().encodeToString(known.getBytes(StandardCharsets.UTF_8)));
  }
}
