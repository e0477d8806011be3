package io.vaultjca.vault;

import com.azure.core.http.ProxyOptions;
import java.io.IOException;
import java.net.Authenticator;
import java.net.PasswordAuthentication;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.SocketAddress;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The proxy of a configuration, and the hosts that are reached without it.
 *
 * <p>What is not HTTPS never goes through it: the endpoints of managed identities are on this
 * machine or next to it, and what they are sent and answer is a secret in clear.
 */
final class ConfiguredProxy extends ProxySelector {
  private final Proxy proxy;
  private final Optional<Pattern> direct;

  ConfiguredProxy(ProxyOptions options) {
    this.proxy = new Proxy(options.getType().toProxyType(), options.getAddress());
    this.direct =
        Optional.ofNullable(options.getNonProxyHosts())
            .map(hosts -> Pattern.compile(hosts, Pattern.CASE_INSENSITIVE));
  }

  @Override
  public List<Proxy> select(URI uri) {
    boolean without =
        !"https".equalsIgnoreCase(uri.getScheme())
            || (direct.isPresent() && direct.get().matcher(uri.getHost()).matches());
    return List.of(without ? Proxy.NO_PROXY : proxy);
  }

  /** There is no other proxy to turn to; the failure reaches the caller by itself. */
  @Override
  public void connectFailed(URI uri, SocketAddress address, IOException failure) {}

  /** Answers the proxy alone, never a server. */
  static Optional<Authenticator> authenticator(ProxyOptions options) {
    return Optional.ofNullable(options.getUsername())
        .map(
            user ->
                new Authenticator() {
                  @Override
                  protected PasswordAuthentication getPasswordAuthentication() {
                    return getRequestorType() == RequestorType.PROXY
                        ? new PasswordAuthentication(user, options.getPassword().toCharArray())
                        : null;
                  }
                });
  }
}
