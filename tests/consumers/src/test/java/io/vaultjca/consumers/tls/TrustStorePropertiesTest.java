package io.vaultjca.consumers.tls;

import static org.assertj.core.api.Assertions.assertThat;

import io.vaultjca.consumers.Product;
import io.vaultjca.consumers.Tool;
import io.vaultjca.consumers.Tool.Outcome;
import io.vaultjca.consumers.fixture.Contexts;
import io.vaultjca.consumers.fixture.Full;
import io.vaultjca.consumers.fixture.HttpsEcho;
import io.vaultjca.consumers.fixture.Position;
import io.vaultjca.consumers.fixture.ServedVault;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceAccessMode;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The trust anchors are in the vault: with {@code javax.net.ssl.trustStore*} and keytool. */
// The sample has the provider's number on Linux.
@EnabledOnOs(OS.LINUX)
@ResourceLock(value = Position.PROVIDERS, mode = ResourceAccessMode.READ)
class TrustStorePropertiesTest {
  @TempDir private Path folder;

  private Position.Registration registered;
  private ServedVault vault;

  /** Another vault's test CA has the same name and another key: the attacker's. */
  private ServedVault attacker;

  @BeforeEach
  void start() throws Exception {
    String seed =
        """
        {"certificates": [
          {"name": "server", "kty": "EC", "chain": 2, "dnsNames": ["localhost"]},
          {"name": "client", "kty": "EC", "chain": 2, "ekus":
             ["1.3.6.1.5.5.7.3.2", "1.3.6.1.5.5.7.3.3"]}
        ]}
        """;
    registered = Position.LAST.register();
    vault = ServedVault.with(seed);
    attacker = ServedVault.with(seed);
    vault.secret("corp-root", vault.server().seedRoot());
    // An attacker who may add objects uses another name.
    vault.secret("corp-root-2", attacker.server().seedRoot());
    vault.secret("a-root", attacker.server().seedRoot());
    vault.file(
        folder.resolve("vault.properties"),
        "azure.keyvault.trusted=corp-root",
        "azure.keyvault.aliases=client");
  }

  @AfterEach
  void stop() {
    attacker.close();
    vault.close();
    registered.close();
  }

  private HttpsEcho serverOf(ServedVault keys) throws Exception {
    return new HttpsEcho(
        Contexts.of(vault, "PKIX", keys.keyStore("azure.keyvault.aliases=server")));
  }

  private Outcome fetch(HttpsEcho server, String path) {
    List<String> command = new ArrayList<>();
    if (path.equals("-cp")) {
      command.addAll(List.of("-cp", Product.jar() + File.pathSeparator + Product.programs()));
    } else {
      command.add("--module-path=" + Product.jar());
      command.addAll(List.of("-cp", Product.programs().toString()));
    }
    command.addAll(
        List.of(
            "-Djava.security.properties=" + Product.root().resolve("java.security.sample"),
            "-Djavax.net.ssl.keyStore=vault.properties",
            "-Djavax.net.ssl.keyStoreType=AzureKeyVault",
            "-Djavax.net.ssl.trustStore=vault.properties",
            "-Djavax.net.ssl.trustStoreType=AzureKeyVaultTrust",
            "io.vaultjca.consumers.programs.HttpsClient",
            server.uri().toString()));
    return new Tool(folder).run("java", command);
  }

  static Stream<String> paths() {
    return Full.RUN ? Stream.of("-cp", "--module-path") : Stream.of("-cp");
  }

  @ParameterizedTest
  @MethodSource("paths")
  void clientTrustsConfiguredAndNotAddedCertificates(String path) throws Exception {
    try (HttpsEcho server = serverOf(vault);
        HttpsEcho impostor = serverOf(attacker)) {
      assertThat(fetch(server, path).succeeds().output())
          .contains("HttpsURLConnection: CN=client")
          .contains("HttpClient: CN=client");
      assertThat(fetch(impostor, path).fails().output())
          .contains("SSLHandshakeException")
          .containsPattern(
              "signature check failed|any of the trust anchors|valid certification path");
    }
  }

  /** The JDK's exception says "problem accessing trust store" and no more; the log says why. */
  @Full
  @Test
  void clientTrustsNobodyWhileTheVaultIsDown() throws Exception {
    try (HttpsEcho server = serverOf(vault)) {
      vault.server().stop();
      assertThat(fetch(server, "-cp").fails().output())
          .contains("The trust store is not loaded: 'corp-root' of " + vault.server().uri())
          .doesNotContain("CN=client");
    }
  }

  private Outcome tool(String tool, String... arguments) {
    List<String> command = new ArrayList<>(List.of("-J--module-path=" + Product.jar()));
    command.addAll(List.of(arguments));
    return new Tool(folder).run(tool, command);
  }

  private Outcome keytool(String... arguments) {
    List<String> command = new ArrayList<>(List.of(arguments));
    command.addAll(
        List.of(
            "-addprovider",
            "AzureKeyVault",
            "-keystore",
            "vault.properties",
            "-storetype",
            "AzureKeyVaultTrust",
            "-storepass",
            "ignored"));
    return tool("keytool", command.toArray(String[]::new));
  }

  @Test
  void jarsignerVerifiesWithIt() throws Exception {
    Path of = attacker.file(folder.resolve("attacker.properties"), "azure.keyvault.aliases=client");
    assertThat(verified(folder.resolve("vault.properties")).succeeds().output())
        .contains("jar verified.")
        .doesNotContain("Error");
    if (Full.RUN) {
      // The attacker's chain ends at a root that is in the vault but not configured.
      assertThat(verified(of).fails().output()).contains("certificate chain is invalid");
    }
  }

  private Outcome verified(Path signer) throws Exception {
    Path jar = folder.resolve("app.jar");
    try (var out = new JarOutputStream(Files.newOutputStream(jar))) {
      out.putNextEntry(new JarEntry("a.txt"));
      out.closeEntry();
    }
    tool(
            "jarsigner",
            "-addprovider",
            "AzureKeyVault",
            "-keystore",
            signer.toString(),
            "-storetype",
            "AzureKeyVault",
            "-protected",
            "app.jar",
            "client")
        .succeeds();
    return tool(
        "jarsigner",
        "-verify",
        "-strict",
        "-addprovider",
        "AzureKeyVault",
        "-keystore",
        "vault.properties",
        "-storetype",
        "AzureKeyVaultTrust",
        "-storepass",
        "ignored",
        "app.jar");
  }

  @Test
  void keytoolListsAndWritesNothing() throws Exception {
    byte[] file = Files.readAllBytes(folder.resolve("vault.properties"));
    assertThat(keytool("-list").succeeds().output())
        .contains("Your keystore contains 1 entry")
        .contains("corp-root, ", "trustedCertEntry");
    Files.writeString(folder.resolve("evil.pem"), ServedVault.pem(attacker.server().seedRoot()));
    assertThat(
            keytool("-importcert", "-noprompt", "-alias", "evil", "-file", "evil.pem")
                .fails()
                .output())
        .contains("A trust store of a vault is read-only");
    if (Full.RUN) {
      assertThat(keytool("-exportcert", "-rfc", "-alias", "corp-root").succeeds().output())
          .contains("BEGIN CERTIFICATE");
      assertThat(keytool("-delete", "-alias", "corp-root").fails().output())
          .contains("A trust store of a vault is read-only");
    }
    assertThat(Files.readAllBytes(folder.resolve("vault.properties"))).isEqualTo(file);
  }
}
