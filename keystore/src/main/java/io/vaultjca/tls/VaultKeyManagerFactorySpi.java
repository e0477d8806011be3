package io.vaultjca.tls;

import java.security.InvalidAlgorithmParameterException;
import java.security.KeyStore;
import java.security.KeyStoreException;
import java.time.Clock;
import java.util.List;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactorySpi;
import javax.net.ssl.KeyStoreBuilderParameters;
import javax.net.ssl.ManagerFactoryParameters;
import org.jspecify.annotations.Nullable;

/**
 * The key manager factory {@code AzureKeyVault}: its key manager picks certificates by key type,
 * issuer, host name and validity, and follows a rotation while the server runs. It takes key stores
 * of every type.
 */
public final class VaultKeyManagerFactorySpi extends KeyManagerFactorySpi {
  /** Null until the factory is initialised. */
  private @Nullable List<KeyStore.Builder> stores;

  /** Creates a factory that is not initialised yet; does no I/O. */
  public VaultKeyManagerFactorySpi() {}

  /** Takes a loaded key store, or null for no keys. A vault needs no password. */
  @Override
  protected void engineInit(@Nullable KeyStore store, char @Nullable [] keyPassword)
      throws KeyStoreException {
    if (store == null) {
      stores = List.of();
      return;
    }
    // Throws if the key store is not loaded.
    store.size();
    KeyStore.PasswordProtection protection =
        new KeyStore.PasswordProtection(keyPassword == null ? new char[0] : keyPassword);
    stores = List.of(KeyStore.Builder.newInstance(store, protection));
  }

  /** Takes the key stores of {@link KeyStoreBuilderParameters} and accepts no other parameters. */
  @Override
  protected void engineInit(@Nullable ManagerFactoryParameters parameters)
      throws InvalidAlgorithmParameterException {
    if (!(parameters instanceof KeyStoreBuilderParameters builders)) {
      throw new InvalidAlgorithmParameterException(
          "KeyStoreBuilderParameters are needed, not %s"
              .formatted(parameters == null ? "null" : parameters.getClass().getName()));
    }
    stores = List.copyOf(builders.getParameters());
  }

  /** Returns one key manager. Throws like the JDK's factory if this one is not initialised. */
  @Override
  protected KeyManager[] engineGetKeyManagers() {
    if (stores == null) {
      throw new IllegalStateException(
          "The key manager factory AzureKeyVault is not initialised: call init first");
    }
    return new KeyManager[] {new VaultKeyManager(stores, Clock.systemUTC())};
  }
}
