package io.vaultjca.conformance.provider;

import static org.assertj.core.api.Assertions.assertThat;

import io.vaultjca.conformance.keystore.OpenedVault;
import java.io.File;
import java.lang.ref.WeakReference;
import java.net.URL;
import java.net.URLClassLoader;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.cert.Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.X509ExtendedKeyManager;
import org.junit.jupiter.api.Test;

/** A key manager leaves nothing behind in the threads of a server. */
class KeyManagerLifetimeTest {
  @Test
  void threadThatReadAChainKeepsNoClassLoaderOfARedeployedApplication() throws Exception {
    WeakReference<ClassLoader> application = readOneChain();
    long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
    while (application.get() != null && System.nanoTime() < deadline) {
      System.gc();
    }
    assertThat(application.get()).isNull();
  }

  /** Runs an application with its own class loader on this thread: it reads a chain. */
  private static WeakReference<ClassLoader> readOneChain() throws Exception {
    try (OpenedVault vault =
            OpenedVault.with("{\"certificates\":[{\"name\":\"web\",\"kty\":\"EC\"}]}");
        URLClassLoader application =
            new URLClassLoader(classPath(), ClassLoader.getPlatformClassLoader())) {
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(null, null);
      KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(256);
      PrivateKey key = generator.generateKeyPair().getPrivate();
      Certificate[] chain = {vault.open().getCertificate("web")};
      store.setKeyEntry("web", key, "changeit".toCharArray(), chain);
      Class<?> provider = application.loadClass("io.vaultjca.provider.AzureKeyVaultProvider");
      assertThat(provider.getClassLoader()).isSameAs(application);
      KeyManagerFactory factory =
          KeyManagerFactory.getInstance(
              "AzureKeyVault", (Provider) provider.getConstructor().newInstance());
      factory.init(store, "changeit".toCharArray());
      X509ExtendedKeyManager keys = (X509ExtendedKeyManager) factory.getKeyManagers()[0];
      assertThat(keys.getCertificateChain("web")).hasSize(1);
      return new WeakReference<>(application);
    }
  }

  private static URL[] classPath() throws Exception {
    List<URL> urls = new ArrayList<>();
    for (String entry : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
      urls.add(new File(entry).toURI().toURL());
    }
    return urls.toArray(new URL[0]);
  }
}
