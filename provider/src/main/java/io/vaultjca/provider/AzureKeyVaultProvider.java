package io.vaultjca.provider;

import io.vaultjca.keystore.ConfiguredVault;
import io.vaultjca.provider.jvm.OtherProviders;
import io.vaultjca.provider.table.ServiceContext;
import io.vaultjca.provider.table.ServiceRow;
import io.vaultjca.provider.table.ServiceTable;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.security.InvalidParameterException;
import java.security.Provider;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/**
 * The security provider {@code AzureKeyVault}: the keys of Azure Key Vault and Managed HSM behind
 * the JCA's interfaces.
 *
 * <p>A private key never leaves its vault. The provider takes the keys that its key store {@code
 * AzureKeyVault}, its key factory and its generators hand out, and no other: it may stand anywhere
 * in the list of providers.
 *
 * <p>Creating and configuring the provider reads nothing and sends nothing. Safe for use by several
 * threads.
 */
public final class AzureKeyVaultProvider extends Provider {
  private static final long serialVersionUID = 1L;

  /** The provider's name, and the type of its key store. */
  public static final String NAME = "AzureKeyVault";

  private static final String SECURE_RANDOM = "SecureRandom";
  private static final String RANDOM = "AzureManagedHSM";

  /**
   * Answered when it is asked for by name, but not registered: {@code new SecureRandom()} takes any
   * generator that the first provider registers, under whatever name.
   */
  private final transient VaultService random;

  /** The file that configure named; read when a key store is loaded, not before. */
  private transient volatile Path configuredFile;

  /** Creates the provider; does no I/O. */
  public AzureKeyVaultProvider() {
    super(NAME, "1.0", "Keys of Azure Key Vault and Managed HSM");
    Supplier<Optional<Path>> file = () -> Optional.ofNullable(configuredFile);
    ServiceContext context =
        new ServiceContext(new OtherProviders(NAME), file, new ConfiguredVault(file));
    VaultService unlisted = null;
    for (ServiceRow row : ServiceTable.rows()) {
      VaultService service = new VaultService(this, row, context);
      if (row.type().equals(SECURE_RANDOM)) {
        unlisted = service;
      } else {
        putService(service);
      }
    }
    random = unlisted;
  }

  @Override
  public Service getService(String type, String algorithm) {
    return isRandom(type, algorithm) ? random : super.getService(type, algorithm);
  }

  @Override
  public Set<Service> getServices() {
    Set<Service> all = new LinkedHashSet<>(super.getServices());
    all.add(random);
    return Collections.unmodifiableSet(all);
  }

  private static boolean isRandom(String type, String algorithm) {
    return type.equalsIgnoreCase(SECURE_RANDOM) && algorithm.equalsIgnoreCase(RANDOM);
  }

  /**
   * Names the configuration file, as in {@code security.provider.N=AzureKeyVault /etc/vault.conf}.
   *
   * <p>The file is not read before a key store is loaded or a key is made.
   *
   * @param argument the path of a properties file; a relative one is relative to the working
   *     directory
   * @return this provider, so that a registered one is configured, too
   * @throws InvalidParameterException if the argument is no path
   * @throws NullPointerException if the argument is null
   */
  @Override
  public Provider configure(String argument) {
    try {
      // In place: a configured copy would be dropped where the provider is registered already.
      configuredFile = Path.of(argument);
    } catch (InvalidPathException e) {
      throw new InvalidParameterException(
          "'" + argument + "' is no path of a configuration file: " + e.getReason());
    }
    return this;
  }
}
