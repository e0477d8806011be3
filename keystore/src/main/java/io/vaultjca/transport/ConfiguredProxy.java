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

/**
 * The proxy of the surroundings, and the hosts that are reached without it: the JVM's properties
 * {@code https.proxyHost}, {@code https.proxyPort}, {@code https.proxyUser}, {@code
 * https.proxyPassword} and {@code http.nonProxyHosts}, else the variables that curl reads: {@code
 * https_proxy} or {@code all_proxy}, and {@code no_proxy}, in lower case or else in upper case.
 *
 * <p>What is not HTTPS never goes through it: the endpoints of managed identities are on this
 * machine or next to it, and what they are sent and answer is a secret in clear. What is public and
 * plain HTTP {@linkplain #forHttp has a proxy of its own} or the same.
 */
final class ConfiguredProxy extends ProxySelector {
  private static final System.Logger LOG = System.getLogger("io.vaultjca");
  private static final int DEFAULT_PORT = 443;
  private static final int HTTP_PORT = 80;

  /** The status by which a proxy asks for a login. */
  static final int LOGIN = 407;

  /** What the JDK says where a proxy refuses a tunnel. */
  private static final Pattern REFUSED = Pattern.compile("Tunnel failed, got: (\\d{3})");

  private final InetSocketAddress address;
  private final Optional<Pattern> direct;
  private final Optional<String> login;
  private final String name;

  private ConfiguredProxy(
      String source, String host, int port, Optional<Pattern> direct, Optional<String> login) {
    // Its address is looked up for each connection.
    this.address = InetSocketAddress.createUnresolved(host, port);
    this.direct = direct;
    this.login = login;
    this.name = "%s:%s of %s".formatted(host, port, source);
  }

  /** That of the JVM's properties, or of these variables. */
  static Optional<ConfiguredProxy> of(UnaryOperator<String> variables) {
    return ofProperties("https", DEFAULT_PORT)
        .or(
            () ->
                first(variables, "https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY")
                    .flatMap(name -> ofVariable(name, variables)));
  }

  /**
   * The proxy for public files by plain HTTP: the same, unless {@code http.proxyHost}, {@code
   * http.proxyPort}, {@code http.proxyUser} and {@code http.proxyPassword} name another, or {@code
   * http_proxy}, which curl reads in lower case alone.
   */
  static Optional<ConfiguredProxy> forHttp(UnaryOperator<String> variables) {
    return ofProperties("http", HTTP_PORT)
        .or(() -> ofProperties("https", DEFAULT_PORT))
        .or(
            () ->
                first(
                        variables,
                        "http_proxy",
                        "https_proxy",
                        "HTTPS_PROXY",
                        "all_proxy",
                        "ALL_PROXY")
                    .flatMap(name -> ofVariable(name, variables)));
  }

  /** The first of these that has a value. */
  private static Optional<String> first(UnaryOperator<String> variables, String... names) {
    return Stream.of(names)
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
                // A domain stands for all below it.
                direct(
                    first(variables, "no_proxy", "NO_PROXY").map(variables).orElse(""),
                    "[,\\s]+",
                    "(.*\\.)?"),
                Optional.ofNullable(uri.getUserInfo())
                    .map(login -> login.contains(":") ? login : login + ":")));
      }
    } catch (IllegalArgumentException e) {
      // Not an address, or not a port: as any other that is of no use.
    }
    // The value may hold a password.
    LOG.log(WARNING, "The proxy of {0} is not used: it must have the form http://HOST:PORT", name);
    return Optional.empty();
  }

  /** The hosts of a list; {@code *} stands for anything, and so much may stand before each. */
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

  /** An IPv6 address is written with them in an address, and without in a list. */
  private static String withoutBrackets(String host) {
    return host.replaceAll("[\\[\\]]|\\.$", "");
  }

  @Override
  public List<Proxy> select(URI uri) {
    return List.of(serves(uri) ? new Proxy(Proxy.Type.HTTP, address) : Proxy.NO_PROXY);
  }

  /** Whether the way to an address leads through it. */
  boolean serves(URI uri) {
    return "https".equalsIgnoreCase(uri.getScheme()) && leadsTo(uri.getHost());
  }

  /** Whether it stands before a host, by what is to be reached without it. */
  boolean leadsTo(String host) {
    return direct.filter(d -> d.matcher(withoutBrackets(host)).matches()).isEmpty();
  }

  /** Where it is; not looked up. */
  InetSocketAddress address() {
    return address;
  }

  /** A failure, as one of the proxy's if that is what it is. */
  IOException explained(IOException failure) {
    Matcher refused = REFUSED.matcher(String.valueOf(failure.getMessage()));
    if (refused.find()) {
      return refused(Integer.parseInt(refused.group(1)), failure);
    }
    boolean connecting =
        failure instanceof ConnectException || failure instanceof HttpConnectTimeoutException;
    return connecting ? unreachable(failure) : failure;
  }

  /** There is no connection to it. */
  ProxyException unreachable(IOException failure) {
    return new ProxyException("no connection to the proxy %s".formatted(name), 0, failure);
  }

  /** It answered the wish for a tunnel with this status; takes what said so, or null. */
  ProxyException refused(int status, IOException failure) {
    String what = status == LOGIN ? "asks for a login" : "refuses to lead further";
    return new ProxyException("the proxy %s %s".formatted(name, what), status, failure);
  }

  /** Its host and port, and where it is set. */
  @Override
  public String toString() {
    return name;
  }

  /** There is no other proxy to turn to; the failure reaches the caller by itself. */
  @Override
  public void connectFailed(URI uri, SocketAddress address, IOException failure) {}

  /** The header that the JDK's client sends to the proxy alone, when the tunnel is asked for. */
  Optional<String> authorization() {
    return login.map(
        known ->
            "Basic " + Base64.getEncoder().encodeToString(known.getBytes(StandardCharsets.UTF_8)));
  }
}
