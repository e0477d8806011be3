package io.vaultjca.transport;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** The proxy is unreachable or refuses a request, so the server behind it was not asked. */
public final class ProxyException extends IOException {
  private static final long serialVersionUID = 1L;

  private final int status;

  /** Takes the status of the proxy's answer, or 0 and the failure. */
  ProxyException(String what, int status, @Nullable IOException cause) {
    super("%s (%s)".formatted(what, status == 0 ? why(cause) : status), cause);
    this.status = status;
  }

  /** The JDK's message is vague for an unknown host, and null for a refused connection. */
  private static String why(@Nullable IOException failure) {
    return Causes.showUnknownHost(failure)
        ? "its host is not known"
        : failure == null || failure.getMessage() == null
            ? "connection refused"
            : failure.getMessage();
  }

  /** Whether another try may succeed. */
  public boolean mayPass() {
    return status == 0 || status >= 500;
  }

  /** Advice, as a sentence after a blank. */
  public String advice() {
    return status == ConfiguredProxy.LOGIN
        ? """
           Give its login (https.proxyUser and https.proxyPassword, or \
          HTTPS_PROXY=http://USER:PASSWORD@HOST:PORT), and let the JDK send it: \
          -Djdk.http.auth.tunneling.disabledSchemes= (to nothing)."""
        : " Check the proxy; NO_PROXY or http.nonProxyHosts names hosts that are reached without it.";
  }
}
