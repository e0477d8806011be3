package io.vaultjca.spring;

import static org.assertj.core.api.Assertions.assertThat;

import io.vaultjca.embedded.VaultServer;
import io.vaultjca.embedded.junit.EmbeddedVault;
import java.io.File;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.security.Provider;
import java.security.Security;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.context.ConfigurableApplicationContext;

/** Bundles use a provider that a server has registered: JSSE signs only with registered ones. */
class ProviderRegistrationTest {
  private static final String NAME = "AzureKeyVault";

  @TempDir private Path folder;

  @Test
  void usesAProviderThatIsAlreadyRegistered(
      @EmbeddedVault(
              seed = "{\"certificates\": [{\"name\": \"web\", \"kty\": \"EC\", \"chain\": 2}]}")
          VaultServer vault)
      throws Exception {
    Provider before = Security.getProvider(NAME);
    Security.removeProvider(NAME);
    try (URLClassLoader server = secondClassLoader()) {
      Provider registered =
          (Provider)
              server
                  .loadClass("io.vaultjca.provider.AzureKeyVaultProvider")
                  .getConstructor()
                  .newInstance();
      Security.addProvider(registered);
      Map<String, Object> settings = new TreeMap<>(Tls.settings(vault, folder));
      settings.put("vaultjca.ssl.bundles.server.aliases", "web");
      try (ConfigurableApplicationContext application =
          new SpringApplicationBuilder(MisconfigurationTest.Bundles.class)
              .web(WebApplicationType.NONE)
              .properties(settings)
              .run()) {
        assertThat(Security.getProvider(NAME)).isSameAs(registered);
        SslBundle bundle = application.getBean(SslBundles.class).getBundle("server");
        assertThat(bundle.getStores().getKeyStore().getProvider()).isSameAs(registered);
        assertThat(bundle.getManagers().getKeyManagerFactory().getProvider()).isSameAs(registered);
        assertThat(bundle.getStores().getKeyStore().getKey("web", null).getClass().getClassLoader())
            .isSameAs(server);
      }
    } finally {
      Security.removeProvider(NAME);
      if (before != null) {
        Security.addProvider(before);
      }
    }
  }

  /** Loads the classes of this class path a second time. */
  private static URLClassLoader secondClassLoader() throws MalformedURLException {
    List<URL> urls = new ArrayList<>();
    for (String path :
        Pattern.compile(Pattern.quote(File.pathSeparator))
            .split(
                System.getProperty(
                    "surefire.test.class.path", System.getProperty("java.class.path")),
                -1)) {
      urls.add(Path.of(path).toUri().toURL());
    }
    return new URLClassLoader(urls.toArray(URL[]::new), ClassLoader.getPlatformClassLoader());
  }
}
