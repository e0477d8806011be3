package io.vaultjca.provider;

import io.vaultjca.Setting;
import io.vaultjca.keystore.ConfiguredVault;
import io.vaultjca.keystore.LastMissedAlias;
import io.vaultjca.provider.family.ServiceContext;
import io.vaultjca.provider.jvm.OtherProviders;
import io.vaultjca.provider.table.Registration;
import io.vaultjca.provider.table.ServiceRow;
import io.vaultjca.provider.table.ServiceTable;
import io.vaultjca.text.Version;
import java.io.IOException;
import java.io.NotSerializableException;
import java.io.ObjectOutputStream;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.security.InvalidParameterException;
import java.security.Provider;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The security provider {@code AzureKeyVault}: the JCA's interface to the keys in Azure Key Vault
 * and Managed HSM.
 *
 * <pre>{@code
 * Security.addProvider(new AzureKeyVaultProvider());
 * KeyStore keys = KeyStore.getInstance(AzureKeyVaultProvider.NAME);
 * keys.load(null, null);
 * }</pre>
 *
 * <p>A private key never leaves its vault. The provider accepts only the handles that its key
 * stores, key factories and generators return, so it can have any position in the list of
 * providers. {@code CAPABILITIES.md} lists its services.
 *
 * <p>Creating and configuring the provider does no I/O. Safe for use by several threads.
 */
public final class AzureKeyVaultProvider extends Provider {
  private static final long serialVersionUID = 1L;

  /** The provider's name, and the type of its key store. */
  public static final String NAME = "AzureKeyVault";

  /** Services that {@link #getService} finds by name, but {@link Provider} must not list. */
  private final transient List<VaultService> unlisted;

  private final transient OtherProviders others = new OtherProviders(NAME);

  private transient volatile @Nullable Path configuredFile;

  /** Creates the provider, unconfigured. Does no I/O. */
  public AzureKeyVaultProvider() {
    super(NAME, Version.NUMBER, "Keys of Azure Key Vault and Managed HSM");
    Supplier<Optional<Path>> file = () -> Optional.ofNullable(configuredFile);
    ServiceContext context =
        new ServiceContext(others, new ConfiguredVault(file), new LastMissedAlias());
    List<VaultService> rest = new ArrayList<>();
    for (ServiceRow row : ServiceTable.rows()) {
      VaultService service = new VaultService(this, row, context);
      if (row.registration() == Registration.BY_NAME) {
        rest.add(service);
      } else {
        putService(service);
      }
    }
    unlisted = List.copyOf(rest);
    if (offersKeytoolGenerators()) {
      for (ServiceRow row : ServiceTable.keytoolRows()) {
        putService(new VaultService(this, row, context));
      }
    }
  }

  /** Only on request: as RSA and EC they would generate every key pair of the JVM. */
  private static boolean offersKeytoolGenerators() {
    String property = System.getProperty(Setting.KEYTOOL_GENERATORS.key());
    return Boolean.parseBoolean(
        property == null ? System.getenv(Setting.KEYTOOL_GENERATORS.environmentName()) : property);
  }

  /**
   * Finds a service. For the digests and the parameters of its signatures and ciphers, the provider
   * returns the service that the JVM itself would use, since libraries expect these from the
   * provider that they were given.
   *
   * @param type such as {@code Signature}
   * @param algorithm a name or an alias, in any case
   * @return the service, or null if there is none
   */
  @Override
  public @Nullable Service getService(String type, String algorithm) {
    for (VaultService service : unlisted) {
      if (service.isNamed(type, algorithm)) {
        return service;
      }
    }
    Service own = super.getService(type, algorithm);
    return own == null ? others.lent(type, algorithm) : own;
  }

  /** {@return all services of this provider, unmodifiable} */
  @Override
  public synchronized Set<Service> getServices() {
    Set<Service> all = new LinkedHashSet<>(super.getServices());
    all.addAll(unlisted);
    return Collections.unmodifiableSet(all);
  }

  /**
   * Sets the configuration file, as {@code security.provider.N=AzureKeyVault /etc/vault.conf} does.
   *
   * <p>The provider does not read the file before a program loads a key store, looks up a key or
   * generates one.
   *
   * @param argument the path of a properties file, absolute or relative to the working directory
   * @return this provider, not a copy: a registered provider is configured too
   * @throws InvalidParameterException if the argument is not a path
   * @throws NullPointerException if the argument is null
   */
  @Override
  public Provider configure(String argument) {
    try {
      // Not a copy: a program that configures a registered provider would lose it.
      configuredFile = Path.of(argument);
    } catch (InvalidPathException e) {
      throw new InvalidParameterException(
          "'%s' is not the path of a configuration file: %s".formatted(argument, e.getReason()));
    }
    return this;
  }

  /** Refuses: the services are not serializable. */
  private void writeObject(ObjectOutputStream stream) throws IOException {
    throw new NotSerializableException(NAME);
  }
}
