package io.vaultjca.transport;

import java.io.IOException;
import java.net.UnknownHostException;
import java.nio.channels.UnresolvedAddressException;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/** The proxy cannot be reached, or leads no further: whoever is behind it was not asked. */
public final class ProxyException extends IOException {
  private static final long serialVersionUID = 1L;
  private static final int LOGIN = 407;

  private final int status;

  /** Takes the status of its answer, or 0. */
  ProxyException(String what, int status, IOException cause) {
    super("%s (%s)".formatted(what, status == 0 ? why(cause) : status), cause);
    this.status = status;
  }

  /** The JDK says little of a name that is not known, and nothing of a refused connection. */
  private static String why(IOException failure) {
    boolean unknown =
        causes(failure)
            .anyMatch(
                c -> c instanceof UnknownHostException || c instanceof UnresolvedAddressException);
    return unknown
        ? "its host is not known"
        : Objects.requireNonNullElse(failure.getMessage(), "connection refused");
  }

  private static Stream<Throwable> causes(Throwable failure) {
    return Stream.iterate(failure, Objects::nonNull, Throwable::getCause);
  }

  /** The one that is behind a failure, if one is. */
  public static Optional<ProxyException> behind(Throwable failure) {
    return causes(failure)
        .filter(ProxyException.class::isInstance)
        .map(ProxyException.class::cast)
        .findFirst();
  }

  /** Whether another try may lead further. */
  public boolean mayPass() {
    return status == 0 || status >= 500;
  }

  /** What to do, as a sentence after a blank. */
  public String advice() {
    return status == LOGIN
        ? " Give its login (https.proxyUser and https.proxyPassword, or"
            + " HTTPS_PROXY=http://USER:PASSWORD@HOST:PORT), and let the JDK send it:"
            + " -Djdk.http.auth.tunneling.disabledSchemes= (to nothing)."
        : " Check the proxy; NO_PROXY or http.nonProxyHosts names hosts that are reached without it.";
  }
}
