package io.vaultjca.conformance.keystore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vaultjca.VaultLoadStoreParameter;
import io.vaultjca.provider.AzureKeyVaultProvider;
import java.io.IOException;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DomainLoadStoreParameter;
import java.security.KeyStore;
import java.security.Provider;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code KeyStore.load(LoadStoreParameter)} takes. */
class LoadStoreParameterTest {
  private static final String ONE = "{\"certificates\":[{\"name\":\"web\",\"kty\":\"EC\"}]}";

  /** As other providers have one. */
  private record ParameterOfAnotherProvider(URI uri) implements KeyStore.LoadStoreParameter {
    @Override
    public KeyStore.ProtectionParameter getProtectionParameter() {
      return null;
    }
  }

  @Test
  void aParameterThatIsNotUnderstoodOpensNoVault(@TempDir Path folder) throws Exception {
    try (OpenedVault vault = OpenedVault.with(ONE)) {
      // Of the surroundings, which would be opened instead.
      KeyStore store = KeyStore.getInstance("AzureKeyVault", configured(vault, folder));
      List<KeyStore.LoadStoreParameter> foreign =
          List.of(
              new ParameterOfAnotherProvider(URI.create("https://payments.vault.azure.net")),
              new DomainLoadStoreParameter(URI.create("file:///domain"), Map.of()),
              () -> new KeyStore.PasswordProtection(new char[0]));
      for (KeyStore.LoadStoreParameter parameter : foreign) {
        assertThatThrownBy(() -> store.load(parameter))
            .isExactlyInstanceOf(IllegalArgumentException.class)
            .hasMessage(
                "A load parameter of the class "
                    + parameter.getClass().getName()
                    + " cannot be used: pass a io.vaultjca.VaultLoadStoreParameter, or"
                    + " load a properties file by load(InputStream, char[])");
      }
      assertThat(vault.server().counters().requests()).isZero();
      store.load((KeyStore.LoadStoreParameter) null);
      assertThat(OpenedVault.aliases(store)).containsExactly("web");
    }
  }

  @Test
  void aParameterOfAnotherCopyOfThisLibraryIsToldFromOurs() throws Exception {
    URL classes = VaultLoadStoreParameter.class.getProtectionDomain().getCodeSource().getLocation();
    try (URLClassLoader another =
        new URLClassLoader(new URL[] {classes}, ClassLoader.getPlatformClassLoader())) {
      Class<?> type = another.loadClass(VaultLoadStoreParameter.class.getName());
      Object builder =
          type.getMethod("builder", URI.class)
              .invoke(null, URI.create("https://payments.vault.azure.net"));
      KeyStore.LoadStoreParameter parameter =
          (KeyStore.LoadStoreParameter) builder.getClass().getMethod("build").invoke(builder);
      KeyStore store = KeyStore.getInstance("AzureKeyVault", new AzureKeyVaultProvider());
      assertThatThrownBy(() -> store.load(parameter))
          .isExactlyInstanceOf(IllegalArgumentException.class)
          .hasMessageStartingWith(
              "A load parameter of the class io.vaultjca.VaultLoadStoreParameter, from"
                  + " another copy of this library, cannot be used");
    }
  }

  @Test
  void whatTheBuilderOfTheJdkPassesIsTaken(@TempDir Path folder) throws Exception {
    try (OpenedVault vault = OpenedVault.with(ONE)) {
      KeyStore store =
          KeyStore.Builder.newInstance(
                  "AzureKeyVault",
                  configured(vault, folder),
                  new KeyStore.PasswordProtection("ignored".toCharArray()))
              .getKeyStore();
      assertThat(OpenedVault.aliases(store)).containsExactly("web");
    }
  }

  /** A provider that was configured with the vault. */
  private static Provider configured(OpenedVault vault, Path folder) throws IOException {
    Path file = folder.resolve("vault.properties");
    Files.write(file, vault.file(vault.server().accessToken()));
    return new AzureKeyVaultProvider().configure(file.toString());
  }
}
