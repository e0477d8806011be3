package io.vaultjca.consumers;

import static org.assertj.core.api.Assertions.assertThat;

import io.vaultjca.embedded.VaultServer;
import java.io.File;
import java.io.IOException;
import java.lang.module.ModuleDescriptor;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The two jars for Maven users, as modules beside their libraries' modules. */
class ModulesTest {
  @TempDir private Path folder;

  private static ModuleDescriptor module(String name) {
    return Product.modules().find(name).orElseThrow().descriptor();
  }

  @Test
  void areNamedModulesAndOneProvidesTheProvider() {
    assertThat(module("io.vaultjca.keystore").isAutomatic()).isFalse();
    assertThat(module("io.vaultjca.keystore").provides()).isEmpty();
    assertThat(module("io.vaultjca.provider").provides())
        .extracting(ModuleDescriptor.Provides::service, ModuleDescriptor.Provides::providers)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple(
                "java.security.Provider",
                java.util.List.of("io.vaultjca.provider.AzureKeyVaultProvider")));
  }

  @Test
  void readAVaultFromTheModulePath() throws IOException {
    String modulePath =
        Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
            .filter(ModulesTest::isOursOrALibraryOfOurs)
            .collect(Collectors.joining(File.pathSeparator));
    try (VaultServer vault = VaultServer.start()) {
      vault.seed("{\"certificates\": [{\"name\": \"signer\", \"kty\": \"EC\"}]}");
      vault.writeProperties(folder.resolve("vault.properties"));
      assertThat(
              new Tool(folder)
                  .run(
                      "java",
                      "--module-path=" + modulePath,
                      "-cp",
                      Product.programs().toString(),
                      "io.vaultjca.consumers.programs.ListAliases",
                      "vault.properties")
                  .succeeds()
                  .output())
          .contains("provider in module io.vaultjca.provider")
          .contains("aliases [signer]");
    }
  }

  private static boolean isOursOrALibraryOfOurs(String path) {
    return Path.of(path)
        .getFileName()
        .toString()
        .matches(
            """
            (vaultjca-(provider|keystore)|azure-|msal4j|jackson-|reactor-|reactive-|slf4j-api\
            |jna|jspecify|bc(pkix|util|prov)-).*\\.jar""");
  }
}
