package io.vaultjca.consumers.tls;

import io.vaultjca.consumers.fixture.ServedVault;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/** SSL contexts as an application makes them. */
final class Contexts {
  private Contexts() {}

  /** A context with the keys of a key store and trust in the vault's test CA. */
  static SSLContext of(ServedVault vault, String algorithm, KeyStore keys)
      throws GeneralSecurityException, IOException {
    KeyManagerFactory factory = KeyManagerFactory.getInstance(algorithm);
    factory.init(keys, null);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(factory.getKeyManagers(), vault.trust(), null);
    return context;
  }

  /** A context that trusts the vault's test CA and has no key. */
  static SSLContext trusting(ServedVault vault) throws GeneralSecurityException, IOException {
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, vault.trust(), null);
    return context;
  }
}
