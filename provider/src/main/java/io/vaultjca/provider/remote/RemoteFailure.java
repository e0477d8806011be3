package io.vaultjca.provider.remote;

import static java.lang.System.Logger.Level.DEBUG;
import static java.lang.System.Logger.Level.WARNING;

import io.vaultjca.VaultException;
import java.security.ProviderException;
import java.util.regex.Pattern;

/** Logs failures of the service. */
public final class RemoteFailure {
  private static final System.Logger LOG = System.getLogger("io.vaultjca");

  /** JSSE, BouncyCastle, Conscrypt and Netty, by their packages. */
  private static final Pattern TLS_ENGINE =
      Pattern.compile("\\.(ssl|jsse2?|tls|openssl|conscrypt)\\.");

  private RemoteFailure() {}

  /**
   * Logs, at level DEBUG, why a ciphertext is wrong. The caller must not learn the reason, which
   * can reveal the plaintext.
   */
  public static void loggedForDiagnosis(VaultException failure) {
    LOG.log(DEBUG, failure.getMessage());
  }

  /**
   * Logs a failure that the caller throws. A TLS engine swallows the exception, so below one this
   * is a warning. Everywhere else the exception itself reports the failure, and the level is DEBUG.
   */
  public static VaultException logged(VaultException failure) {
    boolean swallowed =
        StackWalker.getInstance()
            .walk(
                frames ->
                    frames.anyMatch(frame -> TLS_ENGINE.matcher(frame.getClassName()).find()));
    LOG.log(swallowed ? WARNING : DEBUG, failure.getMessage());
    return failure;
  }

  /** Logs a failure, and wraps it for a method of the JCA that declares no exception. */
  public static ProviderException unchecked(VaultException failure) {
    return new ProviderException(logged(failure).getMessage(), failure);
  }
}
