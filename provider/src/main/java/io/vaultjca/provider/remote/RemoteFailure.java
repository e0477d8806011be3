package io.vaultjca.provider.remote;

import static java.lang.System.Logger.Level.DEBUG;
import static java.lang.System.Logger.Level.WARNING;

import io.vaultjca.VaultException;

/** Logs what went wrong in a vault, because many callers drop the exception: JSSE does. */
public final class RemoteFailure {
  private static final System.Logger LOG = System.getLogger("io.vaultjca");

  private RemoteFailure() {}

  /** Logs, at level DEBUG, why a ciphertext is wrong: that can give away what is in it. */
  public static void loggedForDiagnosis(VaultException failure) {
    LOG.log(DEBUG, failure.getMessage());
  }

  public static VaultException logged(VaultException failure) {
    LOG.log(WARNING, failure.getMessage());
    return failure;
  }
}
