package io.vaultjca.consumers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.vaultjca.consumers.Tool.Outcome;
import io.vaultjca.consumers.fixture.Full;
import io.vaultjca.consumers.fixture.SoftwareKeys;
import io.vaultjca.embedded.Fault;
import io.vaultjca.embedded.VaultServer;
import io.vaultjca.provider.AzureKeyVaultProvider;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The JDK's keytool on a vault; the key store file never changes. */
class KeytoolTest {
  @TempDir private Path folder;
  private VaultServer vault;
  private Path properties;
  private byte[] file;
  private Tool tool;

  @BeforeEach
  void startVault() throws IOException {
    vault = VaultServer.start();
    properties = vault.writeProperties(folder.resolve("vault.properties"));
    file = Files.readAllBytes(properties);
    tool = new Tool(folder);
  }

  @AfterEach
  void stopVault() throws IOException {
    vault.close();
    assertThat(Files.readAllBytes(properties)).isEqualTo(file);
  }

  /** Runs keytool as docs/keytool.md shows it; nothing answers a prompt. */
  private Outcome keytool(String command, String... arguments) {
    List<String> all =
        new ArrayList<>(
            List.of(
                "-J--module-path=" + Product.jar(),
                "-J-Dazure.keyvault.keytool-generators=true",
                command,
                "-addprovider",
                "AzureKeyVault",
                "-providername",
                "AzureKeyVault",
                "-keystore",
                properties.toString(),
                "-storetype",
                "AzureKeyVault",
                "-storepass",
                ""));
    all.addAll(List.of(arguments));
    return tool.run("keytool", all);
  }

  /** The vault's current content, as another program sees it. */
  private KeyStore opened() throws IOException, GeneralSecurityException {
    KeyStore store = KeyStore.getInstance("AzureKeyVault", new AzureKeyVaultProvider());
    try (InputStream content = Files.newInputStream(properties)) {
      store.load(content, null);
    }
    return store;
  }

  private void unchanged() throws IOException {
    assertThat(Files.readAllBytes(properties)).isEqualTo(file);
  }

  @Full
  @Test
  void createsAKeyGetsItCertifiedAndSignsAJar() throws IOException, GeneralSecurityException {
    keytool(
            "-genkeypair",
            "-alias",
            "ca",
            "-keyalg",
            "EC",
            "-groupname",
            "secp384r1",
            "-dname",
            "CN=Release CA",
            "-ext",
            "bc:c=ca:true",
            "-ext",
            "KU:c=keyCertSign",
            "-keypass",
            "ignored")
        .succeeds();
    unchanged();
    keytool(
            "-genkeypair",
            "-alias",
            "release",
            "-keyalg",
            "RSA",
            "-keysize",
            "3072",
            "-dname",
            "CN=Release",
            "-keypass",
            "ignored")
        .succeeds();
    unchanged();
    keytool("-certreq", "-alias", "release", "-file", "release.csr").succeeds();
    keytool(
            "-gencert",
            "-alias",
            "ca",
            "-infile",
            "release.csr",
            "-outfile",
            "release.pem",
            "-rfc",
            "-ext",
            "KU:c=digitalSignature",
            "-ext",
            "EKU=codeSigning")
        .succeeds();
    keytool("-exportcert", "-alias", "ca", "-rfc", "-file", "ca.pem").succeeds();
    Files.writeString(
        folder.resolve("reply.pem"),
        Files.readString(folder.resolve("release.pem"))
            + Files.readString(folder.resolve("ca.pem")));
    assertThat(
            keytool("-importcert", "-noprompt", "-alias", "release", "-file", "reply.pem")
                .succeeds()
                .output())
        .contains("Certificate reply was installed in keystore");
    unchanged();
    assertThat(keytool("-list", "-v", "-alias", "release").succeeds().output())
        .contains(
            "Entry type: PrivateKeyEntry",
            "Certificate chain length: 2",
            "Owner: CN=Release",
            "Issuer: CN=Release CA");

    SampleJar.write(folder.resolve("app.jar"));
    tool.run(
            "jarsigner",
            "-J--module-path=" + Product.jar(),
            "-addprovider",
            "AzureKeyVault",
            "-keystore",
            properties.toString(),
            "-storetype",
            "AzureKeyVault",
            "-protected",
            "app.jar",
            "release")
        .succeeds();
    SigningCertificates.trustStore(
        folder.resolve("trust.p12"), (X509Certificate) opened().getCertificate("ca"));
    assertThat(
            tool.run(
                    "jarsigner",
                    "-verify",
                    "-strict",
                    "-keystore",
                    "trust.p12",
                    "-storepass",
                    SigningCertificates.PASSWORD,
                    "app.jar")
                .succeeds()
                .output())
        .contains("jar verified.");
  }

  @Test
  void makesAKeyInTheVault() throws IOException, GeneralSecurityException {
    keytool(
            "-genkeypair",
            "-alias",
            "made",
            "-keyalg",
            "EC",
            "-groupname",
            "secp256r1",
            "-dname",
            "CN=made",
            "-keypass",
            "ignored")
        .succeeds();
    unchanged();
    assertThat(opened().isKeyEntry("made")).isTrue();
    assertThat(vault.counters().requests("certificates/import")).isZero();
  }

  @Test
  void listsAndDeletes() throws IOException, GeneralSecurityException {
    vault.seed("{\"certificates\":[{\"name\":\"One\",\"kty\":\"EC\"},{\"name\":\"two\"}]}");
    assertThat(keytool("-list").succeeds().output())
        .contains("Keystore type: AZUREKEYVAULT", "Your keystore contains 2 entries")
        .containsPattern("One, .*, PrivateKeyEntry");
    keytool("-delete", "-alias", "one").succeeds();
    unchanged();
    assertThat(Collections.list(opened().aliases())).containsExactly("two");
    if (Full.RUN) {
      assertThat(keytool("-delete", "-alias", "one").fails().output())
          .contains("Alias <one> does not exist");
    }
  }

  @Test
  @Full
  void aKeyOfTheVaultCannotBeRenamed() throws IOException, GeneralSecurityException {
    vault.seed("{\"certificates\":[{\"name\":\"one\",\"kty\":\"EC\"}]}");
    assertThat(
            keytool("-changealias", "-alias", "one", "-destalias", "other", "-keypass", "ignored")
                .fails()
                .output())
        .contains(
            "cannot be stored as 'other': a key in a vault can be neither renamed nor copied");
    unchanged();
    assertThat(Collections.list(opened().aliases())).containsExactly("one");
  }

  @Full
  @Test
  void aKeyOfTheVaultCannotBeCopiedOut() throws IOException, GeneralSecurityException {
    vault.seed("{\"certificates\":[{\"name\":\"one\",\"kty\":\"EC\"}]}");
    Outcome outcome =
        tool.run(
            "keytool",
            "-J--module-path=" + Product.jar(),
            "-importkeystore",
            "-addprovider",
            "AzureKeyVault",
            "-srckeystore",
            properties.toString(),
            "-srcstoretype",
            "AzureKeyVault",
            "-srcstorepass",
            "ignored",
            "-srcalias",
            "one",
            "-destkeystore",
            "copy.p12",
            "-deststoretype",
            "PKCS12",
            "-deststorepass",
            SigningCertificates.PASSWORD);
    // keytool exits with 0, but says that it did nothing, in the words of the JDK's PKCS12.
    assertThat(outcome.output()).contains("Entry for alias one not imported.");
    KeyStore copy =
        KeyStore.getInstance(
            folder.resolve("copy.p12").toFile(), SigningCertificates.PASSWORD.toCharArray());
    assertThat(Collections.list(copy.aliases())).isEmpty();
  }

  @Full
  @Test
  void importsAKeyFromElsewhere() throws Exception {
    X509Certificate local = SoftwareKeys.rsa(folder.resolve("local.p12"), "local");
    tool.run(
            "keytool",
            "-J--module-path=" + Product.jar(),
            "-importkeystore",
            "-noprompt",
            "-addprovider",
            "AzureKeyVault",
            "-srckeystore",
            "local.p12",
            "-srcstorepass",
            SigningCertificates.PASSWORD,
            "-destkeystore",
            properties.toString(),
            "-deststoretype",
            "AzureKeyVault",
            "-deststorepass",
            SigningCertificates.PASSWORD)
        .succeeds();
    unchanged();
    KeyStore opened = opened();
    assertThat(opened.isKeyEntry("local")).isTrue();
    assertThat(opened.getCertificate("local")).isEqualTo(local);
  }

  /** Since JDK 22 keytool gets the curve from a method that keys of JDK 17 lack. */
  @Test
  void namesTheCurveOfANewKey() throws IOException {
    assumeThat(Runtime.version().feature()).isGreaterThanOrEqualTo(22);
    String[] arguments = {
      "-alias",
      "web",
      "-keyalg",
      "EC",
      "-groupname",
      "secp384r1",
      "-dname",
      "CN=web",
      "-keypass",
      "ignored"
    };
    assertThat(keytool("-genkeypair", arguments).succeeds().output())
        .contains("384-bit EC (secp384r1) key pair");
    unchanged();
  }

  @Test
  @Full
  void unusableEntryIsLeftOutOfTheListWithTheReason() throws IOException {
    vault.seed(
        """
        {"certificates": [
          {"name": "one", "kty": "EC"},
          {"name": "half", "kty": "EC"},
          {"name": "two", "kty": "EC"}]}
        """);
    vault
        .faults()
        .inject(
            "certificates/get",
            Fault.rewritten(
                body ->
                    body.contains("/certificates/half/")
                        ? body.replaceFirst("\"cer\":\"[^\"]*\",?", "")
                        : body));
    assertThat(keytool("-list").succeeds().output())
        .contains("Your keystore contains 2 entries", "one, ", "two, ")
        .contains("The alias 'half' of " + vault.uri() + " is left out.", "it holds no certificate")
        .doesNotContain("half, ", "Unknown Entry Type");
  }

  @Full
  @Test
  void withoutTheOptInTheJdkGeneratesTheKeyAndTheVaultImportsIt() throws IOException {
    Outcome outcome =
        tool.run(
            "keytool",
            "-J--module-path=" + Product.jar(),
            "-genkeypair",
            "-addprovider",
            "AzureKeyVault",
            "-keystore",
            properties.toString(),
            "-storetype",
            "AzureKeyVault",
            "-storepass",
            "",
            "-keypass",
            "ignored",
            "-alias",
            "made-here",
            "-keyalg",
            "EC",
            "-dname",
            "CN=made here");
    outcome.succeeds();
    unchanged();
    assertThat(outcome.output())
        .containsOnlyOnce("WARNING: ")
        .contains(
            "Imported into " + vault.uri() + ": made-here.",
            "-J-Dazure.keyvault.keytool-generators=true");
    assertThat(vault.counters().requests("certificates/create")).isZero();
    assertThat(vault.counters().requests("certificates/import")).isEqualTo(1);
  }
}
