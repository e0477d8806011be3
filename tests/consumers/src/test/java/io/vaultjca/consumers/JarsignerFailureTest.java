package io.vaultjca.consumers;

import static org.assertj.core.api.Assertions.assertThat;

import io.vaultjca.consumers.Tool.Outcome;
import io.vaultjca.embedded.VaultServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.GeneralSecurityException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * When a vault does not sign, jarsigner exits with an error, leaves the JAR as it was, writes no
 * other, and says what happened and what to do.
 */
class JarsignerFailureTest {
  @TempDir private Path folder;
  private VaultServer vault;
  private SigningCertificates certificates;
  private byte[] original;

  @BeforeEach
  void startVault() throws IOException, GeneralSecurityException {
    vault = VaultServer.start();
    certificates = new SigningCertificates(vault);
    certificates.p256("release-signer");
    original = Files.readAllBytes(SampleJar.write(folder.resolve("app.jar")));
  }

  @AfterEach
  void stopVault() {
    vault.close();
  }

  private String messageOfFailure(String alias, String accessToken) throws IOException {
    Path properties = vault.writeProperties(folder.resolve("vault.properties"), accessToken);
    Files.writeString(properties, "\nazure.keyvault.max-retries=1\n", StandardOpenOption.APPEND);
    String[] common = {
      "-J--module-path=" + Product.jar(),
      "-addprovider",
      "AzureKeyVault",
      "-keystore",
      "vault.properties",
      "-storetype",
      "AzureKeyVault",
      "-protected"
    };
    Outcome elsewhere =
        new Tool(folder)
            .run("jarsigner", with(common, "-signedjar", "signed.jar", "app.jar", alias));
    assertThat(elsewhere.fails().output()).doesNotContain(accessToken).doesNotContain("\tat ");
    assertThat(folder.resolve("signed.jar")).doesNotExist();
    new Tool(folder).run("jarsigner", with(common, "app.jar", alias)).fails();
    assertThat(Files.readAllBytes(folder.resolve("app.jar"))).isEqualTo(original);
    return elsewhere.output();
  }

  private static String[] with(String[] first, String... more) {
    String[] all = java.util.Arrays.copyOf(first, first.length + more.length);
    System.arraycopy(more, 0, all, first.length, more.length);
    return all;
  }

  @Test
  void theVaultIsStopped() throws IOException {
    vault.stop();
    assertThat(messageOfFailure("release-signer", vault.accessToken()))
        .contains("no connection to " + vault.uri().getAuthority())
        .contains("Check azure.keyvault.uri")
        .contains("that the vault is up");
  }

  @Test
  void theTokenIsWrong() throws IOException {
    assertThat(messageOfFailure("release-signer", "not-a-token-of-this-vault"))
        .contains("401 Unauthorized")
        .contains("refused the token of the credential access-token")
        .contains("Get a new one and set it as azure.keyvault.access-token");
  }

  @Test
  void theKeyIsDisabled() throws IOException {
    certificates.disable("release-signer");
    assertThat(messageOfFailure("release-signer", vault.accessToken()))
        .contains("KeyDisabled")
        .contains(vault.uri() + "/keys/release-signer/")
        .contains("Enable this version");
  }

  @Test
  void theAliasIsMissing() throws IOException {
    assertThat(messageOfFailure("relese-signer", vault.accessToken()))
        .contains("relese-signer")
        .contains(vault.uri().toString())
        .contains("release-signer");
  }

  @Test
  void signingIsNotPermitted() throws IOException {
    String token = vault.accessToken("certificates/*", "keys/get", "keys/list", "secrets/*");
    assertThat(messageOfFailure("release-signer", token))
        .contains("403 Forbidden/ForbiddenByRbac")
        .contains(vault.uri() + "/keys/release-signer/")
        .contains("lacks the permission")
        .contains("role assignment");
  }
}
