package io.vaultjca.vault;

import static java.lang.System.Logger.Level.DEBUG;

import io.vaultjca.config.ConnectionConfig;
import io.vaultjca.config.VaultConfig;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;

/**
 * The JVM's connections: one for each vault and each way to connect to it, shared by all key stores
 * and keys. Connections do not share what they know, such as tokens and challenges.
 *
 * <p>This is the library's only mutable static. It holds connections weakly and nothing else, so
 * nothing stays of a connection that no key store and no key uses any more.
 *
 * <p>Safe for use by several threads.
 */
public final class VaultConnections {
  private static final System.Logger LOG = System.getLogger("io.vaultjca");
  private static final List<WeakReference<Vault>> OPEN = new ArrayList<>();

  private VaultConnections() {}

  /** Returns the connection for a configuration. Sends nothing and builds no client yet. */
  public static Vault to(VaultConfig config) {
    ConnectionConfig wanted = config.connection();
    synchronized (OPEN) {
      OPEN.removeIf(reference -> reference.get() == null);
      for (WeakReference<Vault> reference : OPEN) {
        Vault known = reference.get();
        if (known != null && known.config().equals(wanted)) {
          return known;
        }
      }
      Vault vault = new Vault(wanted);
      OPEN.add(new WeakReference<>(vault));
      LOG.log(
          DEBUG,
          "Vault {0}: credential {1}, because {2}",
          wanted.uri(),
          wanted.credential().kind().configName(),
          config.credentialReason());
      return vault;
    }
  }
}
