package io.vaultjca.vault;

import java.lang.ref.WeakReference;
import java.util.HashMap;
import java.util.Map;

/**
 * The JVM's connections: one HTTP client and one token cache for each vault and way to reach it,
 * shared by every key store and every key.
 *
 * <p>This is the product's one mutable static. It holds its connections weakly: one that no key
 * store and no key uses any more is closed by the garbage collector.
 */
public final class VaultConnections {
  private static final System.Logger LOG = System.getLogger("io.vaultjca");
  private static final Map<ConnectionConfig, WeakReference<Vault>> OPEN = new HashMap<>();

  private VaultConnections() {}

  /**
   * The connection for a configuration. Sends nothing and builds no client yet.
   *
   * @param config how to reach the vault
   * @return the connection that every equal configuration shares
   */
  public static Vault to(VaultConfig config) {
    synchronized (OPEN) {
      OPEN.values().removeIf(reference -> reference.get() == null);
      WeakReference<Vault> reference = OPEN.get(config.connection());
      Vault vault = reference == null ? null : reference.get();
      if (vault == null) {
        vault = new AzureVault(config.connection());
        OPEN.put(config.connection(), new WeakReference<>(vault));
        LOG.log(
            System.Logger.Level.DEBUG,
            "Vault {0}: credential {1}, because {2}",
            config.connection().uri(),
            config.connection().credential().kind().configName(),
            config.credentialReason());
      }
      return vault;
    }
  }
}
