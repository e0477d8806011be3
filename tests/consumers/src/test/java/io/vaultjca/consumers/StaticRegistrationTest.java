package io.vaultjca.consumers;

import static org.assertj.core.api.Assertions.assertThat;

import io.vaultjca.consumers.Tool.Outcome;
import io.vaultjca.consumers.fixture.Full;
import io.vaultjca.embedded.VaultServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The provider in java.security, with the unchanged sample file. */
// The sample has the provider's number on Linux.
@EnabledOnOs(OS.LINUX)
class StaticRegistrationTest {
  @TempDir private Path folder;
  private VaultServer vault;
  private Path classes;
  private Path noKeyStore;

  /** Where the JVM finds the self-contained jar. */
  enum Place {
    MODULE_PATH("--module-path=" + Product.jar(), "-cp", Product.programs().toString()),
    CLASS_PATH("-cp", Product.jar() + java.io.File.pathSeparator + Product.programs());

    @SuppressWarnings("ImmutableEnumChecker") // List.of cannot change.
    private final List<String> options;

    Place(String... options) {
      this.options = List.of(options);
    }
  }

  @BeforeEach
  void startVault() throws IOException {
    vault = VaultServer.start();
    classes = folder.resolve("classes.log");
    noKeyStore = Files.writeString(folder.resolve("notes.txt"), "buy milk");
  }

  @AfterEach
  void stopVault() {
    vault.close();
  }

  private static Path sample() {
    return Product.root().resolve("java.security.sample");
  }

  private Outcome run(Place place, String... arguments) {
    List<String> command = new ArrayList<>(place.options);
    command.add("-Djava.security.properties=" + sample());
    command.add("-Dazure.keyvault.uri=" + vault.uri());
    command.add("-Xlog:class+load=info:file=" + classes + "::filecount=0");
    command.add("io.vaultjca.consumers.programs.RegisteredOnly");
    command.addAll(List.of(arguments));
    return new Tool(folder).run("java", command);
  }

  private List<String> loaded(String packagePrefix) throws IOException {
    try (var lines = Files.lines(classes)) {
      return lines
          .map(line -> line.replaceFirst("^(\\[[^\\]]*\\]\\s*)+", "").split(" ", 2)[0])
          .filter(name -> name.startsWith(packagePrefix))
          .toList();
    }
  }

  @ParameterizedTest
  @MethodSource("places")
  void needsNoRequestThreadOrSdkClassUntilAKeyStoreIsLoaded(Place place) throws IOException {
    Outcome outcome = run(place, noKeyStore.toString()).succeeds();
    assertThat(outcome.output())
        .containsPattern("providers \\[SUN, .*SunPKCS11, AzureKeyVault\\]")
        .containsPattern("services [1-9]")
        .contains("signature by SunEC")
        .contains("probed: Unrecognized keystore format")
        .contains("created AzureKeyVault")
        .contains("threads started []");
    assertThat(vault.counters().requests()).isZero();
    assertThat(vault.counters().connections()).isZero();
    assertThat(loaded("io.vaultjca.provider.")).isNotEmpty();
    assertThat(loaded("io.vaultjca.shaded.")).isEmpty();
    assertThat(loaded("com.azure.")).isEmpty();
    assertThat(loaded("java.net.http.")).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("places")
  void readsTheVaultWhenItsKeyStoreIsLoaded(Place place) throws IOException {
    vault.seed("{\"certificates\": [{\"name\": \"signer\", \"kty\": \"EC\"}]}");
    Path properties = vault.writeProperties(folder.resolve("vault.properties"));
    assertThat(run(place, noKeyStore.toString(), properties.toString()).succeeds().output())
        .contains("aliases [signer]")
        .containsPattern("threads started by loading \\[.*vaultjca-http-.*\\]");
    assertThat(vault.counters().requests()).isPositive();
    assertThat(loaded("io.vaultjca.shaded.com.azure.")).isNotEmpty();
    assertThat(loaded("io.vaultjca.command.")).isEmpty();
    assertThat(loaded("io.vaultjca.shaded.picocli.")).isEmpty();
  }

  static Stream<Place> places() {
    return Full.RUN ? Stream.of(Place.values()) : Stream.of(Place.MODULE_PATH);
  }

  @Full
  @ParameterizedTest
  @MethodSource("places")
  void positionOneDoesNotChangeTheDefaultsOfTheJvm(Place place) throws IOException {
    Path first = folder.resolve("first.properties");
    Files.writeString(
        first,
        """
        security.provider.1=AzureKeyVault
        security.provider.2=SUN
        security.provider.3=SunRsaSign
        security.provider.4=SunEC
        security.provider.5=SunJSSE
        security.provider.6=SunJCE
        """);
    List<String> command = new ArrayList<>(place.options);
    command.add("-Djava.security.properties=" + first);
    command.add("io.vaultjca.consumers.programs.Defaults");
    assertThat(new Tool(folder).run("java", command).succeeds().output())
        .contains("first AzureKeyVault")
        .contains("SecureRandom SUN")
        .contains("named SecureRandom AzureKeyVault")
        .contains("KeyPairGenerator RSA SunRsaSign")
        .contains("KeyPairGenerator EC SunEC")
        .contains("KeyFactory RSA SunRsaSign")
        .contains("MessageDigest SHA-256 SUN")
        .contains("KeyManagerFactory SunJSSE")
        .contains("SSLContext works");
  }

  @Full
  @Test
  void letsJarsignerDoWithoutAddprovider() throws IOException {
    vault.seed("{\"certificates\": [{\"name\": \"signer\", \"kty\": \"EC\"}]}");
    vault.writeProperties(folder.resolve("vault.properties"));
    SampleJar.write(folder.resolve("app.jar"));
    new Tool(folder)
        .run(
            "jarsigner",
            "-J--module-path=" + Product.jar(),
            "-J-Djava.security.properties=" + sample(),
            "-keystore",
            "vault.properties",
            "-storetype",
            "AzureKeyVault",
            "-protected",
            "app.jar",
            "signer")
        .succeeds();
    assertThat(SampleJar.isSigned(folder.resolve("app.jar"))).isTrue();
  }
}
