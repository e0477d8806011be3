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

/**
 * The key manager factory {@code AzureKeyVault}: its key manager picks certificates by key type,
 * issuer, host name and validity, and follows a rotation while the server runs. It takes key stores
 * of every type.
 */
public final class VaultKeyManagerFactorySpi extends KeyManagerFactorySpi {
  /** Null until it is initialised. */
  private List<KeyStore.Builder> stores;

  private char[] password;

  /** Creates a factory that is not initialised yet; does no I/O. */
  public VaultKeyManagerFactorySpi() {}

  /**
   * Takes a loaded key store, or null for a key manager that has no key; the password is null for a
   * vault, which needs none.
   */
  @Override
  protected void engineInit(KeyStore store, char[] keyPassword) throws KeyStoreException {
    if (store == null) {
      stores = List.of();
      return;
    }
    store.size();
    password = keyPassword == null ? new char[0] : keyPassword.clone();
    stores =
        List.of(KeyStore.Builder.newInstance(store, new KeyStore.PasswordProtection(password)));
  }

  /** Takes the key stores of {@link KeyStoreBuilderParameters}, and no other parameters. */
  @Override
  protected void engineInit(ManagerFactoryParameters parameters)
      throws InvalidAlgorithmParameterException {
    if (!(parameters instanceof KeyStoreBuilderParameters builders)) {
      throw new InvalidAlgorithmParameterException(
          "KeyStoreBuilderParameters are needed, not "
              + (parameters == null ? "null" : parameters.getClass().getName()));
    }
    stores = List.copyOf(builders.getParameters());
  }

  /** The one key manager; if the factory is not initialised, an exception as the JDK's. */
  @Override
  protected KeyManager[] engineGetKeyManagers() {
    if (stores == null) {
      throw new IllegalStateException(
          "The key manager factory AzureKeyVault is not initialised: call init first");
    }
    return new KeyManager[] {new VaultKeyManager(stores, Clock.systemUTC())};
  }
}
