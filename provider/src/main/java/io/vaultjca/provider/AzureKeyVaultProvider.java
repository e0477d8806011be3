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

  /** The services that are found by their name alone, and registered nowhere. */
  private final transient List<VaultService> unlisted;

  private final transient OtherProviders others = new OtherProviders(NAME);

  /** The file that configure named; read when a key store is loaded, not before. */
  private transient volatile Path configuredFile;

  /** Creates the provider; does no I/O. */
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

  /** Under the names RSA and EC they would make every key pair of the JVM: on request only. */
  private static boolean offersKeytoolGenerators() {
    String property = System.getProperty(Setting.KEYTOOL_GENERATORS.key());
    return Boolean.parseBoolean(
        property == null ? System.getenv(Setting.KEYTOOL_GENERATORS.environmentName()) : property);
  }

  /**
   * The provider's own service, or the one of another provider that it lends: see {@link
   * OtherProviders#lent}.
   */
  @Override
  public Service getService(String type, String algorithm) {
    for (VaultService service : unlisted) {
      if (service.isNamed(type, algorithm)) {
        return service;
      }
    }
    Service own = super.getService(type, algorithm);
    return own == null ? others.lent(type, algorithm) : own;
  }

  @Override
  public synchronized Set<Service> getServices() {
    Set<Service> all = new LinkedHashSet<>(super.getServices());
    all.addAll(unlisted);
    return Collections.unmodifiableSet(all);
  }

  /**
   * Names the configuration file, as in {@code security.provider.N=AzureKeyVault /etc/vault.conf}.
   *
   * <p>The file is not read before a key store is loaded or a key is made.
   *
   * @param argument the path of a properties file; a relative one is relative to the working
   *     directory
   * @return this provider, so that a registered one is configured, too
   * @throws InvalidParameterException if the argument is not a path
   * @throws NullPointerException if the argument is null
   */
  @Override
  public Provider configure(String argument) {
    try {
      // In place: a configured copy would be dropped where the provider is registered already.
      configuredFile = Path.of(argument);
    } catch (InvalidPathException e) {
      throw new InvalidParameterException(
          "'%s' is not the path of a configuration file: %s".formatted(argument, e.getReason()));
    }
    return this;
  }

  /** A provider belongs to its JVM: what it offers is not in the stream. */
  private void writeObject(ObjectOutputStream stream) throws IOException {
    throw new NotSerializableException(NAME);
  }
}
