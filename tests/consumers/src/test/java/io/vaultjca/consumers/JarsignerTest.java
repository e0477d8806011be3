package io.vaultjca.consumers;

import static org.assertj.core.api.Assertions.assertThat;

import io.vaultjca.consumers.Tool.Outcome;
import io.vaultjca.consumers.fixture.Full;
import io.vaultjca.embedded.VaultServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The JDK's jarsigner signs with keys of a vault; a plain JDK verifies. */
class JarsignerTest {
  private static VaultServer vault;
  @TempDir private static Path common;
  private static Path properties;
  private static Path trust;

  @TempDir private Path folder;
  private Tool tool;

  @BeforeAll
  static void startVault() throws IOException, GeneralSecurityException {
    vault = VaultServer.start();
    SigningCertificates certificates = new SigningCertificates(vault);
    trust =
        SigningCertificates.trustStore(
            common.resolve("trust.p12"),
            certificates.rsa("release-rsa"),
            certificates.p256("release-p256"));
    properties = vault.writeProperties(common.resolve("vault.properties"));
  }

  @AfterAll
  static void stopVault() {
    vault.close();
  }

  @BeforeEach
  void makeJar() throws IOException {
    tool = new Tool(folder);
    SampleJar.write(folder.resolve("app.jar"));
  }

  private Outcome sign(String alias, String... howToFindTheProvider) {
    List<String> arguments = new ArrayList<>(List.of(howToFindTheProvider));
    arguments.addAll(
        List.of(
            "-addprovider",
            "AzureKeyVault",
            "-keystore",
            properties.toString(),
            "-storetype",
            "AzureKeyVault",
            "-protected",
            "app.jar",
            alias));
    return tool.run("jarsigner", arguments);
  }

  private Outcome verify(String... options) {
    return verify(trust, options);
  }

  private Outcome verify(Path trusted, String... options) {
    List<String> arguments = new ArrayList<>(List.of("-verify", "-strict"));
    arguments.addAll(List.of(options));
    arguments.addAll(
        List.of(
            "-keystore",
            trusted.toString(),
            "-storepass",
            SigningCertificates.PASSWORD,
            "app.jar"));
    return tool.run("jarsigner", arguments);
  }

  private String assertVerifiedByAPlainJdk(String... options) {
    String output = verify(options).succeeds().output();
    assertThat(output).contains("jar verified.").doesNotContain("Error");
    return output;
  }

  @Test
  void signsFromTheModulePathWithoutOtherFlagsOrExtraOutput() {
    String output = sign("release-rsa", "-J--module-path=" + Product.jar()).succeeds().output();
    assertThat(output.strip())
        .matches("jar signed\\.\\R+Warning: \\RThe signer's certificate is self-signed\\.");
    assertVerifiedByAPlainJdk();
  }

  @Full
  @Test
  void usesTheDefaultDigestOfThisJdkForP256() {
    sign("release-p256", "-J--module-path=" + Product.jar()).succeeds();
    String algorithm = Runtime.version().feature() >= 19 ? "SHA384withECDSA" : "SHA256withECDSA";
    assertThat(assertVerifiedByAPlainJdk("-verbose", "-certs"))
        .containsPattern("Signature algorithm: " + algorithm);
  }

  @Full
  @Test
  void plainJdkThatTrustsOnlyTheAuthorityVerifies() throws IOException, GeneralSecurityException {
    vault.seed(
        """
        {"certificates": [{"name": "release-chain", "kty": "EC", "exportable": false, "chain": 2,
                           "keyUsage": ["digitalSignature"], "ekus": ["1.3.6.1.5.5.7.3.3"]}]}
        """);
    sign("release-chain", "-J--module-path=" + Product.jar()).succeeds();
    Path authority =
        SigningCertificates.trustStore(folder.resolve("authority.p12"), vault.seedRoot());
    assertThat(verify(authority).succeeds().output()).contains("jar verified.");
    assertThat(verify(trust).fails().output()).contains("certificate chain is invalid");
  }

  @Full
  @ParameterizedTest
  @ValueSource(strings = {"release-rsa", "release-p256"})
  void signsFromTheClassPathWithTheModuleAdded(String alias) {
    sign(alias, "-J-cp", "-J" + Product.jar(), "-J--add-modules=java.net.http").succeeds();
    assertVerifiedByAPlainJdk();
  }

  @Test
  void saysWhichFlagIsMissingOnTheClassPath() throws IOException {
    byte[] before = Files.readAllBytes(folder.resolve("app.jar"));
    Outcome outcome = sign("release-rsa", "-J-cp", "-J" + Product.jar()).fails();
    assertThat(outcome.output()).contains("-J--add-modules=java.net.http");
    assertThat(Files.readAllBytes(folder.resolve("app.jar"))).isEqualTo(before);
  }

  @Full
  @Test
  void signsWithPssIfRequested() {
    List<String> arguments =
        List.of(
            "-J--module-path=" + Product.jar(),
            "-addprovider",
            "AzureKeyVault",
            "-keystore",
            properties.toString(),
            "-storetype",
            "AzureKeyVault",
            "-protected",
            "-sigalg",
            "RSASSA-PSS",
            "app.jar",
            "release-rsa");
    tool.run("jarsigner", arguments).succeeds();
    assertThat(assertVerifiedByAPlainJdk("-verbose", "-certs")).contains("RSASSA-PSS");
  }
}
