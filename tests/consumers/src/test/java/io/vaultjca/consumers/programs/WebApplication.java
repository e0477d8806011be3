package io.vaultjca.consumers.programs;

import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.Security;
import java.security.Signature;
import java.util.List;
import java.util.function.Function;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.X509ExtendedKeyManager;

/**
 * The code of a web application with its own class loader. It registers the provider, opens the
 * given key store file, signs, uses a key manager like TLS, and removes the provider. If the
 * provider is shared, the result outlives the application.
 */
public final class WebApplication implements Function<Path, Object> {
  /** Called by the program that deploys it. */
  public WebApplication() {}

  @Override
  public Object apply(Path file) {
    try {
      return use(file);
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  private Object use(Path file) throws Exception {
    Provider provider =
        Class.forName(
                "io.vaultjca.provider.AzureKeyVaultProvider", true, getClass().getClassLoader())
            .asSubclass(Provider.class)
            .getConstructor()
            .newInstance();
    Security.addProvider(provider);
    try {
      KeyStore store = KeyStore.getInstance("AzureKeyVault");
      try (InputStream content = Files.newInputStream(file)) {
        store.load(content, null);
      }
      store.aliases();
      PrivateKey key = (PrivateKey) store.getKey("web", null);
      Signature signature = Signature.getInstance("SHA256withECDSA", provider);
      signature.initSign(key);
      byte[] signed = signature.sign();
      KeyManagerFactory factory = KeyManagerFactory.getInstance("AzureKeyVault", provider);
      factory.init(store, null);
      X509ExtendedKeyManager keys = (X509ExtendedKeyManager) factory.getKeyManagers()[0];
      String alias = keys.chooseEngineServerAlias("EC", null, null);
      int length = keys.getCertificateChain(alias).length;
      if (signed.length < 60 || length != 3 || keys.getPrivateKey(alias) == null) {
        throw new IllegalStateException("the application does not work");
      }
      // One entry, with the alias that a configuration names.
      if (keys.getCertificateChain("web").length != 3) {
        throw new IllegalStateException("the key manager does not know the alias");
      }
      return List.of(provider, store, key);
    } finally {
      Security.removeProvider(provider.getName());
    }
  }
}
