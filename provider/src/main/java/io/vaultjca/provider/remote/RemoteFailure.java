package io.vaultjca.provider.remote;

import static java.lang.System.Logger.Level.DEBUG;
import static java.lang.System.Logger.Level.WARNING;

import io.vaultjca.VaultException;
import java.util.regex.Pattern;

/** Logs what went wrong in a vault. */
public final class RemoteFailure {
  private static final System.Logger LOG = System.getLogger("io.vaultjca");

  /** JSSE's, BouncyCastle's, Conscrypt's, Netty's: by their packages. */
  private static final Pattern TLS_ENGINE =
      Pattern.compile("\\.(ssl|jsse2?|tls|openssl|conscrypt)\\.");

  private RemoteFailure() {}

  /** Logs, at level DEBUG, why a ciphertext is wrong: that can give away what is in it. */
  public static void loggedForDiagnosis(VaultException failure) {
    LOG.log(DEBUG, failure.getMessage());
  }

  /**
   * Logs a failure that is thrown then: as a warning below a TLS engine, which keeps the exception
   * to itself. Everybody else has it told by the exception, and not twice.
   */
  public static VaultException logged(VaultException failure) {
    boolean kept =
        StackWalker.getInstance()
            .walk(
                frames ->
                    frames.anyMatch(frame -> TLS_ENGINE.matcher(frame.getClassName()).find()));
    LOG.log(kept ? WARNING : DEBUG, failure.getMessage());
    return failure;
  }
}
