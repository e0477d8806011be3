package io.vaultjca.consumers;

import static org.assertj.core.api.Assertions.assertThat;

import io.vaultjca.consumers.Tool.Outcome;
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
import java.nio.file.attribute.PosixFilePermissions;
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
 * Every credential gets a token and lists the vault from the self-contained jar, in a JVM that has
 * nothing else: no class is missing. JNA is not there.
 */
class CredentialsTest {
  /** Nobody listens there: a machine without an instance metadata service. */
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

  /** Writes a key store file with further settings: name, value and so on. */
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

  /** The same for the application, which has a client id. */
  private String applicationFile(String name, String... settings) throws IOException {
    List<String> all =
        new ArrayList<>(
            List.of("tenant-id=" + identity.tenantId(), "client-id=" + identity.clientId()));
    all.addAll(List.of(settings));
    return file(name, all.toArray(String[]::new));
  }

  private Outcome list(List<String> place, String... files) throws IOException {
    List<String> command = new ArrayList<>(place);
    // Nothing but loopback can be reached by name.
    Path hosts = Files.writeString(folder.resolve("hosts"), "127.0.0.1 localhost\n");
    command.add("-Djdk.net.hosts.file=" + hosts);
    command.add("io.vaultjca.consumers.programs.ListAliases");
    command.addAll(List.of(files));
    return tool.run("java", command);
  }

  /** In a JVM that resolves no module of the JDK but those that the jar asks for. */
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

  /** An executable that stands for the Azure CLI and knows one token. */
  private void installAzureCli() throws IOException {
    Path bin = Files.createDirectory(folder.resolve("bin"));
    Path az = bin.resolve("az");
    Files.writeString(
        az,
        "#!/bin/sh\necho '{\"accessToken\": \""
            + vault.accessToken()
            + "\", \"expiresOn\": \"2099-01-01 00:00:00.000000\", \"expires_on\": 4070908800,"
            + " \"tokenType\": \"Bearer\"}'\n");
    Files.setPosixFilePermissions(az, PosixFilePermissions.fromString("rwx------"));
    tool.with("PATH", bin + File.pathSeparator + System.getenv("PATH"));
  }

  /** Those that need no variable, and those whose variables do not stand in another's way. */
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

  /** Apart: where the variables of a workload are, the Azure SDK takes that for the identity. */
  @Full
  @Test
  void theIdentityOfAnAppService() throws IOException {
    identity.appServiceEnvironment().forEach(tool::with);
    assertListsInFewModules(file("app-service", "credential=managed-identity"));
    assertThat(identity.requests()).extracting(TokenRequest::style).containsExactly("app-service");
  }

  @Full
  @Test
  void clientSecretInAllModulesAndOnTheClassPath() throws IOException {
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
    return "-----BEGIN "
        + type
        + "-----\n"
        + Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII))
            .encodeToString(content)
        + "\n-----END "
        + type
        + "-----\n";
  }

  @Full
  @Test
  void theMetadataServiceOfAVirtualMachine() throws IOException {
    identity.imdsEnvironment().forEach(tool::with);
    assertListsInFewModules(
        file("managed-identity", "credential=managed-identity"),
        file("default", "credential=default"));
    assertThat(identity.requests()).extracting(TokenRequest::style).containsOnly("imds");
  }

  @Full
  @Test
  @DisabledOnOs(OS.WINDOWS)
  void theDefaultReachesTheAzureCli() throws IOException {
    installAzureCli();
    assertListsInFewModules(file("default", "credential=default"));
  }

  @Full
  @Test
  void theDefaultNamesAllThatItTriedWhenNothingIsThere() throws IOException {
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
