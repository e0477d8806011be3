package io.vaultjca.consumers;

import static org.assertj.core.api.Assertions.assertThat;

import io.vaultjca.consumers.Tool.Outcome;
import io.vaultjca.embedded.Identity;
import io.vaultjca.embedded.VaultServer;
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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
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
  private final Map<String, String> settings = new LinkedHashMap<>();

  @BeforeEach
  void startVault() {
    vault = VaultServer.start();
    vault.seed("{\"certificates\": [{\"name\": \"signer\", \"kty\": \"EC\"}]}");
    identity = vault.identity();
    tool = new Tool(folder).with("AZURE_POD_IDENTITY_AUTHORITY_HOST", NO_IMDS);
    set("uri", vault.uri().toString());
    set("trust-certificates", vault.caCertificate().toString());
    set("disable-challenge-resource-verification", "true");
    set("authority-host", identity.authorityHost().toString());
    set("disable-instance-discovery", "true");
  }

  @AfterEach
  void stopVault() {
    vault.close();
  }

  private void set(String name, String value) {
    settings.put("azure.keyvault." + name, value);
  }

  private void setApplication() {
    set("tenant-id", identity.tenantId());
    set("client-id", identity.clientId());
  }

  private Outcome list(List<String> place) throws IOException {
    Files.writeString(
        folder.resolve("vault.properties"),
        settings.entrySet().stream()
            .map(setting -> setting.getKey() + "=" + setting.getValue() + "\n")
            .collect(Collectors.joining()));
    List<String> command = new ArrayList<>(place);
    // Nothing but loopback can be reached by name.
    Path hosts = Files.writeString(folder.resolve("hosts"), "127.0.0.1 localhost\n");
    command.add("-Djdk.net.hosts.file=" + hosts);
    command.add("io.vaultjca.consumers.programs.ListAliases");
    command.add("vault.properties");
    return tool.run("java", command);
  }

  private Outcome listFromModulePath() throws IOException {
    return list(List.of("--module-path=" + Product.jar(), "-cp", Product.programs().toString()));
  }

  private Outcome listFromClassPath() throws IOException {
    return list(List.of("-cp", Product.jar() + File.pathSeparator + Product.programs()));
  }

  /** In a JVM that resolves no module of the JDK but those that the jar asks for. */
  private Outcome listInFewModules() throws IOException {
    return list(
        List.of(
            "--module-path=" + Product.jar(),
            "--limit-modules=io.vaultjca,jdk.crypto.ec",
            "-cp",
            Product.programs().toString()));
  }

  private void assertListsInFewModules() throws IOException {
    assertThat(listInFewModules().succeeds().output())
        .contains("provider in module io.vaultjca")
        .contains("aliases [signer]");
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

  @Test
  void accessToken() throws IOException {
    set("access-token", vault.accessToken());
    assertListsInFewModules();
  }

  @Test
  void clientSecret() throws IOException {
    setApplication();
    set("client-secret", identity.clientSecret());
    assertListsInFewModules();
  }

  @Test
  void clientSecretInAllModulesAndOnTheClassPath() throws IOException {
    setApplication();
    set("client-secret", identity.clientSecret());
    assertThat(listFromModulePath().succeeds().output()).contains("aliases [signer]");
    assertThat(listFromClassPath().succeeds().output())
        .contains("provider in module null")
        .contains("aliases [signer]");
  }

  @Test
  void clientCertificateInPkcs12() throws IOException, GeneralSecurityException {
    Path file = folder.resolve("application.p12");
    identity.registerCertificate(applicationCertificate(file));
    setApplication();
    set("client-certificate", file.toString());
    set("client-certificate-password", SigningCertificates.PASSWORD);
    assertListsInFewModules();
  }

  @Test
  void clientCertificateInPem() throws IOException, GeneralSecurityException {
    Path store = folder.resolve("application.p12");
    X509Certificate certificate = applicationCertificate(store);
    identity.registerCertificate(certificate);
    KeyStore keys = KeyStore.getInstance("PKCS12");
    try (InputStream content = Files.newInputStream(store)) {
      keys.load(content, SigningCertificates.PASSWORD.toCharArray());
    }
    byte[] key =
        keys.getKey("application", SigningCertificates.PASSWORD.toCharArray()).getEncoded();
    Path file = folder.resolve("application.pem");
    Files.writeString(file, pem("PRIVATE KEY", key) + pem("CERTIFICATE", certificate.getEncoded()));
    setApplication();
    set("client-certificate", file.toString());
    assertListsInFewModules();
  }

  private X509Certificate applicationCertificate(Path file)
      throws IOException, GeneralSecurityException {
    new Tool(folder)
        .run(
            "keytool",
            "-genkeypair",
            "-alias",
            "application",
            "-keyalg",
            "RSA",
            "-dname",
            "CN=Application",
            "-keystore",
            file.toString(),
            "-storepass",
            SigningCertificates.PASSWORD)
        .succeeds();
    KeyStore store =
        KeyStore.getInstance(file.toFile(), SigningCertificates.PASSWORD.toCharArray());
    return (X509Certificate) store.getCertificate("application");
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

  @Test
  void workloadIdentity() throws IOException {
    Path token = Files.writeString(folder.resolve("token"), identity.federatedToken());
    setApplication();
    set("credential", "workload-identity");
    tool.with("AZURE_FEDERATED_TOKEN_FILE", token.toString());
    assertListsInFewModules();
  }

  @Test
  void managedIdentityOfAnAppService() throws IOException {
    set("credential", "managed-identity");
    identity.appServiceEnvironment().forEach(tool::with);
    assertListsInFewModules();
  }

  @Test
  void managedIdentityOfAVirtualMachine() throws IOException {
    set("credential", "managed-identity");
    identity.imdsEnvironment().forEach(tool::with);
    assertListsInFewModules();
  }

  @Test
  void environment() throws IOException {
    set("credential", "environment");
    tool.with("AZURE_TENANT_ID", identity.tenantId())
        .with("AZURE_CLIENT_ID", identity.clientId())
        .with("AZURE_CLIENT_SECRET", identity.clientSecret());
    // Once only: this credential cannot be told not to look for the authority in the public cloud,
    // and tries for some seconds before it does without.
    assertListsInFewModules();
  }

  @Test
  @DisabledOnOs(OS.WINDOWS)
  void azureCli() throws IOException {
    installAzureCli();
    set("credential", "azure-cli");
    assertListsInFewModules();
  }

  @Test
  void theDefaultFindsAManagedIdentity() throws IOException {
    set("credential", "default");
    identity.imdsEnvironment().forEach(tool::with);
    assertListsInFewModules();
  }

  @Test
  @DisabledOnOs(OS.WINDOWS)
  void theDefaultReachesTheAzureCli() throws IOException {
    installAzureCli();
    set("credential", "default");
    assertListsInFewModules();
  }

  @Test
  void theDefaultNamesAllThatItTriedWhenNothingIsThere() throws IOException {
    set("credential", "default");
    tool.with("PATH", "");
    Outcome outcome = listInFewModules().fails();
    assertThat(outcome.status()).isEqualTo(3);
    assertThat(outcome.output())
        .contains("EnvironmentCredential")
        .contains("WorkloadIdentityCredential")
        .contains("ManagedIdentityCredential")
        .contains("AzureCliCredential")
        .doesNotContain("NoClassDefFoundError");
  }
}
