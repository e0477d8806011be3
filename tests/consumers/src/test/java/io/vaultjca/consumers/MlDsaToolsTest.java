package io.vaultjca.consumers;

import static org.assertj.core.api.Assertions.assertThat;

import io.vaultjca.consumers.fixture.Full;
import io.vaultjca.embedded.VaultServer;
import io.vaultjca.key.VaultPrivateKey;
import io.vaultjca.provider.AzureKeyVaultProvider;
import java.io.ByteArrayInputStream;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.Provider;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The self-contained jar and the JDK's tools, with ML-DSA keys beside others. */
@Full
class MlDsaToolsTest {
  private static final String VERSION = "azure.keyvault.api-version=2026-07-01-preview\n";
  private static VaultServer vault;
  @TempDir private static Path common;
  private static Path properties;

  @TempDir private Path folder;
  private Tool tool;

  @BeforeAll
  static void startVault() throws Exception {
    vault = VaultServer.builder().premium(true).start();
    vault.seed(
        """
        {"keys": [{"name": "doc", "kty": "AKP", "alg": "ML-DSA-65"}],
         "certificates": [{"name": "release", "kty": "RSA"}, {"name": "web", "kty": "EC"}]}
        """);
    properties = vault.writeProperties(common.resolve("vault.properties"));
    Files.writeString(properties, Files.readString(properties) + VERSION);
    Path chain = common.resolve("doc.pem");
    Files.writeString(chain, certificate());
    Files.writeString(
        properties,
        Files.readString(properties) + "azure.keyvault.certificate-chain.doc=" + chain + "\n");
  }

  private static String certificate() throws Exception {
    Provider provider = new AzureKeyVaultProvider();
    KeyStore store = KeyStore.getInstance("AzureKeyVault", provider);
    store.load(new ByteArrayInputStream(Files.readAllBytes(properties)), null);
    PrivateKey key = (PrivateKey) store.getKey("doc", null);
    X500Name subject = new X500Name("CN=doc");
    Instant now = Instant.now();
    byte[] encoded =
        new JcaX509v3CertificateBuilder(
                subject,
                BigInteger.ONE,
                Date.from(now.minusSeconds(60)),
                Date.from(now.plusSeconds(3600)),
                subject,
                ((VaultPrivateKey) key).publicKey())
            .build(new JcaContentSignerBuilder("ML-DSA-65").setProvider(provider).build(key))
            .getEncoded();
    return "-----BEGIN CERTIFICATE-----\n%s\n-----END CERTIFICATE-----\n"
        .formatted(Base64.getMimeEncoder().encodeToString(encoded));
  }

  @AfterAll
  static void stopVault() {
    vault.close();
  }

  @BeforeEach
  void makeJar() throws Exception {
    tool = new Tool(folder);
    SampleJar.write(folder.resolve("app.jar"));
  }

  private Tool.Outcome run(String name, String... rest) {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "-J--module-path=" + Product.jar(),
                "-addprovider",
                "AzureKeyVault",
                "-keystore",
                properties.toString(),
                "-storetype",
                "AzureKeyVault"));
    arguments.addAll(List.of(rest));
    return tool.run(name, arguments);
  }

  @Test
  void keytoolListsAllKeys() {
    assertThat(run("keytool", "-list", "-storepass", "").succeeds().output())
        .contains("contains 3 entries", "doc, ", "release, ", "web, ");
  }

  @ParameterizedTest
  @CsvSource({"release", "web"})
  void jarsignerSignsWithTheOtherKeys(String alias) {
    assertThat(run("jarsigner", "-protected", "app.jar", alias).succeeds().output())
        .contains("jar signed.");
  }

  /** JDK 17's jarsigner lacks the algorithm, and later ones require a digest in its name. */
  @Test
  void jarsignerCannotUseAnMlDsaKey() {
    assertThat(run("jarsigner", "-protected", "app.jar", "doc").fails().output())
        .contains(
            Runtime.version().feature() < 24
                ? "private key algorithm does not match algorithm of public key"
                : "Cannot extract digest algorithm from ML-DSA");
  }

  private Tool.Outcome signOnce(String alias, String algorithm) {
    return tool.run(
        "java",
        "-verbose:class",
        "-cp",
        Product.jar() + java.io.File.pathSeparator + Product.programs(),
        "--add-modules=java.net.http",
        "io.vaultjca.consumers.programs.SignOnce",
        properties.toString(),
        alias,
        algorithm);
  }

  /** The first signature is verified before it is returned, with classes of the jar alone. */
  @Test
  void selfContainedJarSignsAndVerifies() {
    assertThat(signOnce("doc", "ML-DSA").succeeds().output())
        .contains("signed: 3309 bytes", "org.bouncycastle.crypto.signers.MLDSASigner");
  }

  @Test
  void noMlDsaClassIsLoadedWithoutMlDsaKeys() {
    // The signature's own class may be loaded: a JVM verifies the table's code with it.
    assertThat(signOnce("release", "SHA256withRSA").succeeds().output())
        .contains("signed: 256 bytes", "io.vaultjca.provider.signature.RsaPkcs1Signature")
        .doesNotContain("MLDSA", "SHAKEDigest", "MlDsaMessage", "MlDsaRequest");
  }
}
