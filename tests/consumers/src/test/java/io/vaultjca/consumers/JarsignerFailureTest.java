package io.vaultjca.consumers;

import static org.assertj.core.api.Assertions.assertThat;

import io.vaultjca.consumers.Tool.Outcome;
import io.vaultjca.consumers.fixture.Full;
import io.vaultjca.embedded.Fault;
import io.vaultjca.embedded.VaultServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * When a vault does not sign, jarsigner exits with an error, does not change the JAR or write
 * another, and says what happened and what to do.
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

  private Outcome sign(String alias, String accessToken, String... whereTo) throws IOException {
    Path properties = vault.writeProperties(folder.resolve("vault.properties"), accessToken);
    Files.writeString(properties, "\nazure.keyvault.max-retries=1\n", StandardOpenOption.APPEND);
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "-J--module-path=" + Product.jar(),
                "-addprovider",
                "AzureKeyVault",
                "-keystore",
                "vault.properties",
                "-storetype",
                "AzureKeyVault",
                "-protected"));
    arguments.addAll(List.of(whereTo));
    arguments.addAll(List.of("app.jar", alias));
    return new Tool(folder).run("jarsigner", arguments);
  }

  private String messageOfFailure(String alias, String accessToken) throws IOException {
    Outcome outcome = sign(alias, accessToken, "-signedjar", "signed.jar").fails();
    assertThat(folder.resolve("signed.jar")).doesNotExist();
    return messageOf(outcome, accessToken);
  }

  private String messageOf(Outcome outcome, String accessToken) throws IOException {
    assertThat(Files.readAllBytes(folder.resolve("app.jar"))).isEqualTo(original);
    assertThat(outcome.output()).doesNotContain(accessToken).doesNotContain("\tat ");
    assertThat(outcome.output().split(" failed: ", -1))
        .as("one message")
        .hasSizeLessThanOrEqualTo(2);
    return outcome.output();
  }

  @Full
  @Test
  void failsIfTheVaultIsDown() throws IOException {
    vault.stop();
    assertThat(messageOfFailure("release-signer", vault.accessToken()))
        .contains("no connection to " + vault.uri().getAuthority())
        .contains("Check azure.keyvault.uri")
        .contains("that the vault is up");
  }

  @Test
  @Full
  void failsIfTheTokenIsWrong() throws IOException {
    assertThat(messageOfFailure("release-signer", "not-a-token-of-this-vault"))
        .contains("401 Unauthorized")
        .contains("refused the token of the credential access-token")
        .contains("Get a new one and set it as azure.keyvault.access-token");
  }

  @Test
  void failsIfTheKeyIsDisabledAndDoesNotChangeTheJar() throws IOException {
    certificates.disable("release-signer");
    Outcome outcome = sign("release-signer", vault.accessToken()).fails();
    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .noneMatch(name -> name.endsWith(".sig") || name.endsWith(".orig"));
    }
    assertThat(messageOf(outcome, vault.accessToken()))
        .contains("KeyDisabled")
        .contains(vault.uri() + "/keys/release-signer/")
        .contains("Enable this version");
  }

  @Test
  @Full
  void failsIfTheAliasIsMissing() throws IOException {
    assertThat(messageOfFailure("relese-signer", vault.accessToken()))
        .contains(
            "The alias 'relese-signer' of %s does not exist; the nearest alias is 'release-signer'"
                .formatted(vault.uri()));
  }

  @Test
  @Full
  void failsIfTheKeyHasNoCertificate() throws IOException {
    vault.seed("{\"keys\":[{\"name\":\"bare\",\"kty\":\"EC\"}]}");
    assertThat(messageOfFailure("bare", vault.accessToken()))
        .contains(
            """
            The alias 'bare' of %s is left out: it is a key without a certificate. Give its chain \
            with azure.keyvault.certificate-chain.bare"""
                .formatted(vault.uri()));
  }

  /** Azure manages the certificate, or has not issued it yet. */
  @Test
  @Full
  void failsIfTheCertificateIsNotAvailable() throws IOException {
    vault
        .faults()
        .inject(
            "certificates/get",
            Fault.rewritten(body -> body.replaceFirst("\"cer\":\"[^\"]*\",?", "")));
    assertThat(messageOfFailure("release-signer", vault.accessToken()))
        .contains(vault.uri() + "/certificates/release-signer failed", "it holds no certificate");
  }

  @Test
  @Full
  void failsIfSigningIsNotPermitted() throws IOException {
    String token = vault.accessToken("certificates/*", "keys/get", "keys/list", "secrets/*");
    assertThat(messageOfFailure("release-signer", token))
        .contains("403 Forbidden/ForbiddenByRbac")
        .contains(vault.uri() + "/keys/release-signer/")
        .contains("lacks the permission")
        .contains("role assignment");
  }
}
