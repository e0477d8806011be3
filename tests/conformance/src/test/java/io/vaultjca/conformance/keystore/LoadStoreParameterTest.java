package io.vaultjca.conformance.keystore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vaultjca.VaultLoadStoreParameter;
import io.vaultjca.provider.AzureKeyVaultProvider;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DomainLoadStoreParameter;
import java.security.KeyStore;
import java.security.Provider;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import javax.security.auth.callback.CallbackHandler;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The parameters that {@code KeyStore.load} accepts. */
class LoadStoreParameterTest {
  private static final String ONE = "{\"certificates\":[{\"name\":\"web\",\"kty\":\"EC\"}]}";

  /** A parameter as other providers define it. */
  private record ParameterOfAnotherProvider(URI uri) implements KeyStore.LoadStoreParameter {
    @Override
    public KeyStore.ProtectionParameter getProtectionParameter() {
      return null;
    }
  }

  @Test
  void refusesAnUnknownParameter(@TempDir Path folder) throws Exception {
    try (OpenedVault vault = OpenedVault.with(ONE)) {
      // This vault is configured elsewhere and would be opened instead.
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
                """
                A load parameter of the class %s cannot be used: pass a \
                io.vaultjca.VaultLoadStoreParameter, or load a properties file with \
                load(InputStream, char[])"""
                    .formatted(parameter.getClass().getName()));
      }
      assertThat(vault.server().counters().requests()).isZero();
      store.load((KeyStore.LoadStoreParameter) null);
      assertThat(OpenedVault.aliases(store)).containsExactly("web");
    }
  }

  @Test
  void refusesAParameterOfAnotherCopyOfThisLibrary() throws Exception {
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
              """
              A load parameter of the class io.vaultjca.VaultLoadStoreParameter, from another copy \
              of this library, cannot be used""");
    }
  }

  @Test
  void acceptsTheParameterOfTheJdksBuilder(@TempDir Path folder) throws Exception {
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

  /** The usual idiom for PKCS#11. The handler would ask a person for an unused password. */
  @Test
  void callsNoCallbackHandler(@TempDir Path folder) throws Exception {
    try (OpenedVault vault = OpenedVault.with(ONE)) {
      CallbackHandler mute =
          callbacks -> {
            throw new IOException("asked");
          };
      assertThat(OpenedVault.aliases(built(configured(vault, folder), mute)))
          .containsExactly("web");
      assertThatThrownBy(() -> built(byPassword(vault, folder), mute))
          .rootCause()
          .hasMessageContaining("takes the key store's password, and none was given");
    }
  }

  private static KeyStore built(Provider provider, CallbackHandler handler) throws Exception {
    return KeyStore.Builder.newInstance(
            "AzureKeyVault", provider, new KeyStore.CallbackHandlerProtection(handler))
        .getKeyStore();
  }

  private static Provider byPassword(OpenedVault vault, Path folder) throws IOException {
    Path file = folder.resolve("password.properties");
    Files.writeString(
        file,
        Files.readString(vault.server().writeProperties(file))
                .replaceAll("(?m)^azure\\.keyvault\\.access-token=.*$", "")
            + "\nazure.keyvault.credential=password-is-access-token\n");
    return new AzureKeyVaultProvider().configure(file.toString());
  }

  @Test
  void treatsADestroyedPasswordAsNone(@TempDir Path folder) throws Exception {
    try (OpenedVault vault = OpenedVault.with(ONE)) {
      KeyStore.PasswordProtection password = new KeyStore.PasswordProtection(new char[] {'x'});
      password.destroy();
      KeyStore store =
          KeyStore.Builder.newInstance("AzureKeyVault", configured(vault, folder), password)
              .getKeyStore();
      assertThat(OpenedVault.aliases(store)).containsExactly("web");
      KeyStore unused = KeyStore.getInstance("AzureKeyVault", byPassword(vault, folder));
      assertThatThrownBy(
              () ->
                  unused.load(
                      VaultLoadStoreParameter.builder(vault.server().uri())
                          .password(password)
                          .build()))
          .hasMessageContaining("takes the key store's password, and none was given");
    }
  }

  /** Frameworks demand a file, and Microsoft's provider ignores its content. */
  @ParameterizedTest
  @MethodSource("filesThatSayNothing")
  void acceptsAFileWithoutSettingsIfTheVaultIsConfigured(byte[] file, @TempDir Path folder)
      throws Exception {
    try (OpenedVault vault = OpenedVault.with(ONE)) {
      KeyStore store = KeyStore.getInstance("AzureKeyVault", configured(vault, folder));
      store.load(new ByteArrayInputStream(file), "ignored".toCharArray());
      assertThat(OpenedVault.aliases(store)).containsExactly("web");
      ByteArrayOutputStream written = new ByteArrayOutputStream();
      store.store(written, null);
      assertThat(written.toByteArray()).isEqualTo(file);
      KeyStore alone = KeyStore.getInstance("AzureKeyVault", new AzureKeyVaultProvider());
      assertThatThrownBy(() -> alone.load(new ByteArrayInputStream(file), null))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("azure.keyvault.");
    }
  }

  static List<byte[]> filesThatSayNothing() {
    List<byte[]> files = new ArrayList<>();
    for (String text :
        List.of("", "\n", "# a: comment=\n # another\n\n", "dummy", "a dummy file\n")) {
      files.add(text.getBytes(StandardCharsets.UTF_8));
    }
    return files;
  }

  /** Otherwise the mistake would open another vault than the file names. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "azur.keyvault.uri=https://payments.vault.azure.net",
        "uri: https://payments.vault.azure.net",
        "azure.keyvault.urri https",
        "-----BEGIN PRIVATE KEY-----\nMC4CAQAwBQYDK2VwBCIEIA==\n-----END PRIVATE KEY-----"
      })
  void refusesAFileWithAMisspelledSetting(String text, @TempDir Path folder) throws Exception {
    try (OpenedVault vault = OpenedVault.with(ONE)) {
      KeyStore store = KeyStore.getInstance("AzureKeyVault", configured(vault, folder));
      byte[] file = text.getBytes(StandardCharsets.UTF_8);
      assertThatThrownBy(() -> store.load(new ByteArrayInputStream(file), null))
          .isInstanceOf(IOException.class)
          .hasMessageStartingWith("The key store file holds ");
    }
  }

  /** A provider that is configured with the vault. */
  private static Provider configured(OpenedVault vault, Path folder) throws IOException {
    Path file = folder.resolve("vault.properties");
    Files.write(file, vault.file(vault.server().accessToken()));
    return new AzureKeyVaultProvider().configure(file.toString());
  }
}
