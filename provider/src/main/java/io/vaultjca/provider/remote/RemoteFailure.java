package io.vaultjca.provider.remote;

import static java.lang.System.Logger.Level.DEBUG;
import static java.lang.System.Logger.Level.WARNING;

import io.vaultjca.VaultException;

/** Logs what went wrong in a vault, because many callers drop the exception: JSSE does. */
public final class RemoteFailure {
  private static final System.Logger LOG = System.getLogger("io.vaultjca");

  private RemoteFailure() {}

  /**
   * Logs, at level DEBUG, what the caller must not learn: why a ciphertext is wrong can give away
   * what is in it.
   */
  public static void loggedForDiagnosis(VaultException failure) {
    LOG.log(DEBUG, failure.getMessage());
  }

  /** Logs a failure as a warning. */
  public static VaultException logged(VaultException failure) {
    LOG.log(WARNING, failure.getMessage());
    return failure;
  }
}
