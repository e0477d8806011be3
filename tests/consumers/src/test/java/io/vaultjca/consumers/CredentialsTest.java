package io.vaultjca.consumers;

import static org.assertj.core.api.Assertions.assertThat;

import io.vaultjca.consumers.Tool.Outcome;
import io.vaultjca.consumers.fixture.AzureCli;
import io.vaultjca.consumers.fixture.Full;
import io.vaultjca.consumers.fixture.SoftwareKeys;
import io.vaultjca.embedded.Identity;
import io.vaultjca.embedded.VaultServer;
import io.vaultjca.embedded.identity.TokenRequest;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every credential gets a token and lists the vault with only the self-contained jar in the JVM,
 * and without JNA: no class is missing.
 */
class CredentialsTest {
  /** Nothing listens there, as on a machine without an instance metadata service. */
  private static final String NO_IMDS = "http://127.0.0.1:1";

  @TempDir private Path folder;
  private VaultServer vault;
  private Identity identity;
  private Tool tool;

  @BeforeEach
  void startVault() {
    vault = VaultServer.start();
    vault.seed("{\"certificates\": [{\"name\": \"signer\", \"kty\": \"EC\"}]}");
    identity = vault.identity();
    tool = new Tool(folder).with("AZURE_POD_IDENTITY_AUTHORITY_HOST", NO_IMDS);
  }

  @AfterEach
  void stopVault() {
    vault.close();
  }

  /** Writes a key store file with further settings, given as names and values in turn. */
  private String file(String name, String... settings) throws IOException {
    StringBuilder lines = new StringBuilder();
    for (String line :
        List.of(
            "uri=" + vault.uri(),
            "trust-certificates=" + vault.caCertificate(),
            "disable-challenge-resource-verification=true",
            "authority-host=" + identity.authorityHost(),
            "disable-instance-discovery=true")) {
      lines.append("azure.keyvault.").append(line).append('\n');
    }
    for (String line : settings) {
      lines.append("azure.keyvault.").append(line).append('\n');
    }
    Files.writeString(folder.resolve(name), lines);
    return name;
  }

  /** Writes a key store file of the application, with its client id. */
  private String applicationFile(String name, String... settings) throws IOException {
    List<String> all =
        new ArrayList<>(
            List.of("tenant-id=" + identity.tenantId(), "client-id=" + identity.clientId()));
    all.addAll(List.of(settings));
    return file(name, all.toArray(String[]::new));
  }

  private Outcome list(List<String> place, String... files) throws IOException {
    List<String> command = new ArrayList<>(place);
    // Only loopback can be reached by name.
    Path hosts = Files.writeString(folder.resolve("hosts"), "127.0.0.1 localhost\n");
    command.add("-Djdk.net.hosts.file=" + hosts);
    command.add("io.vaultjca.consumers.programs.ListAliases");
    command.addAll(List.of(files));
    return tool.run("java", command);
  }

  /** Lists in a JVM that resolves only the JDK modules that the jar requires. */
  private Outcome listInFewModules(String... files) throws IOException {
    return list(
        List.of(
            "--module-path=" + Product.jar(),
            "--limit-modules=io.vaultjca,jdk.crypto.ec",
            "-cp",
            Product.programs().toString()),
        files);
  }

  private void assertListsInFewModules(String... files) throws IOException {
    String output = listInFewModules(files).succeeds().output();
    assertThat(output).contains("provider in module io.vaultjca\n");
    assertThat(output.lines().filter(line -> line.startsWith("aliases ")))
        .containsExactly(
            Stream.of(files).map(file -> "aliases [signer] by " + file).toArray(String[]::new));
  }

  private void installAzureCli() throws IOException {
    Path bin = Files.createDirectory(folder.resolve("bin"));
    tool.with("PATH", AzureCli.install(bin, vault.accessToken()));
  }

  /** The credentials that need no variables, or whose variables do not affect another. */
  @Test
  @DisabledOnOs(OS.WINDOWS) // The Azure CLI's stand-in is a shell script.
  void eachCredentialFindsItsClasses() throws Exception {
    installAzureCli();
    Path token = Files.writeString(folder.resolve("token"), identity.federatedToken());
    tool.with("AZURE_TENANT_ID", identity.tenantId())
        .with("AZURE_CLIENT_ID", identity.clientId())
        .with("AZURE_CLIENT_SECRET", identity.clientSecret())
        .with("AZURE_FEDERATED_TOKEN_FILE", token.toString());
    Path store = folder.resolve("application.p12");
    X509Certificate certificate = SoftwareKeys.rsa(store, "application");
    identity.registerCertificate(certificate);
    assertListsInFewModules(
        file("access-token", "access-token=" + vault.accessToken()),
        applicationFile("client-secret", "client-secret=" + identity.clientSecret()),
        applicationFile(
            "pkcs12",
            "client-certificate=" + store,
            "client-certificate-password=" + SigningCertificates.PASSWORD),
        applicationFile("pem", "client-certificate=" + pemFile(store, certificate)),
        applicationFile("workload-identity", "credential=workload-identity"),
        file("environment", "credential=environment"),
        file("azure-cli", "credential=azure-cli"));
    assertThat(identity.requests())
        .extracting(TokenRequest::style)
        .containsExactly(
            "client-secret",
            "client-certificate",
            "client-certificate",
            "federated-token",
            "client-secret");
  }

  /** A test by itself: with the variables of a workload, the Azure SDK would use that identity. */
  @Full
  @Test
  void managedIdentityOfAnAppServiceGetsAToken() throws IOException {
    identity.appServiceEnvironment().forEach(tool::with);
    assertListsInFewModules(file("app-service", "credential=managed-identity"));
    assertThat(identity.requests()).extracting(TokenRequest::style).containsExactly("app-service");
  }

  @Full
  @Test
  void clientSecretWorksInAllModulesAndOnTheClassPath() throws IOException {
    String file = applicationFile("vault", "client-secret=" + identity.clientSecret());
    assertThat(
            list(
                    List.of("--module-path=" + Product.jar(), "-cp", Product.programs().toString()),
                    file)
                .succeeds()
                .output())
        .contains("aliases [signer]");
    assertThat(
            list(List.of("-cp", Product.jar() + File.pathSeparator + Product.programs()), file)
                .succeeds()
                .output())
        .contains("provider in module null")
        .contains("aliases [signer]");
  }

  private Path pemFile(Path store, X509Certificate certificate)
      throws IOException, GeneralSecurityException {
    KeyStore keys = KeyStore.getInstance("PKCS12");
    try (InputStream content = Files.newInputStream(store)) {
      keys.load(content, SigningCertificates.PASSWORD.toCharArray());
    }
    byte[] key =
        keys.getKey("application", SigningCertificates.PASSWORD.toCharArray()).getEncoded();
    return Files.writeString(
        folder.resolve("application.pem"),
        pem("PRIVATE KEY", key) + pem("CERTIFICATE", certificate.getEncoded()));
  }

  private static String pem(String type, byte[] content) {
    Base64.Encoder encoder = Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII));
    return "-----BEGIN %1$s-----\n%2$s\n-----END %1$s-----\n"
        .formatted(type, encoder.encodeToString(content));
  }

  @Full
  @Test
  void managedIdentityOfAVirtualMachineGetsAToken() throws IOException {
    identity.imdsEnvironment().forEach(tool::with);
    assertListsInFewModules(
        file("managed-identity", "credential=managed-identity"),
        file("default", "credential=default"));
    assertThat(identity.requests()).extracting(TokenRequest::style).containsOnly("imds");
  }

  @Full
  @Test
  @DisabledOnOs(OS.WINDOWS)
  void defaultCredentialReachesTheAzureCli() throws IOException {
    installAzureCli();
    assertListsInFewModules(file("default", "credential=default"));
  }

  @Full
  @Test
  void defaultCredentialNamesAllThatItTriedIfNoneWorks() throws IOException {
    tool.with("PATH", "");
    Outcome outcome = listInFewModules(file("default", "credential=default")).fails();
    assertThat(outcome.status()).isEqualTo(3);
    assertThat(outcome.output())
        .contains("EnvironmentCredential")
        .contains("WorkloadIdentityCredential")
        .contains("ManagedIdentityCredential")
        .contains("AzureCliCredential")
        .doesNotContain("NoClassDefFoundError");
  }
}
