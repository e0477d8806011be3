package io.vaultjca.consumers;

import static org.assertj.core.api.Assertions.assertThat;

import io.vaultjca.consumers.fixture.Full;
import io.vaultjca.consumers.fixture.ServedVault;
import io.vaultjca.embedded.VaultServer;
import io.vaultjca.key.VaultPrivateKey;
import io.vaultjca.provider.AzureKeyVaultProvider;
import java.io.InputStream;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Date;
import java.util.stream.Stream;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The JDK's tools with a Managed HSM that also holds keys they cannot use. */
@Full
class UnknownKeysTest {
  private static final String SEED =
      """
      {"keys": [
        {"name": "aes", "kty": "oct-HSM"},
        {"name": "akp", "kty": "AKP", "alg": "ML-DSA-65"},
        {"name": "external", "kty": "oct", "external_key": "kek-1"},
        {"name": "release", "kty": "EC"},
        {"name": "unknown", "kty": "EC",
         "answers": {"key": {"kty": "LMS-HSM", "crv": null, "x": null, "y": null},
                     "attributes": {"quorum": 3, "owners": ["a"], "sealed": {"by": true}}}}
      ]}
      """;

  @TempDir private Path folder;
  private VaultServer hsm;
  private Path properties;

  @BeforeEach
  void open() throws Exception {
    hsm = VaultServer.builder().managedHsm(true).start();
    hsm.seed(SEED);
    properties = hsm.writeProperties(folder.resolve("vault.properties"));
    KeyStore store = KeyStore.getInstance("AzureKeyVault", new AzureKeyVaultProvider());
    try (InputStream file = Files.newInputStream(properties)) {
      store.load(file, null);
    }
    PublicKey key = ((VaultPrivateKey) store.getKey("release", null)).publicKey();
    Files.writeString(folder.resolve("release.pem"), ServedVault.pem(certificate(key)));
  }

  private static X509Certificate certificate(PublicKey key) throws Exception {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("EC", "SunEC");
    generator.initialize(256);
    KeyPair ca = generator.generateKeyPair();
    Instant now = Instant.now();
    return new JcaX509CertificateConverter()
        .getCertificate(
            new JcaX509v3CertificateBuilder(
                    new X500Name("CN=ca"),
                    BigInteger.ONE,
                    Date.from(now.minusSeconds(3600)),
                    Date.from(now.plusSeconds(86400)),
                    new X500Name("CN=release"),
                    key)
                .build(new JcaContentSignerBuilder("SHA256withECDSA").build(ca.getPrivate())));
  }

  @AfterEach
  void close() {
    hsm.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"2025-07-01", "2026-07-01-preview"})
  void toolsListAndSignWithTheOtherKeys(String version) throws Exception {
    Files.writeString(
        properties,
        """
        %s
        azure.keyvault.api-version=%s
        azure.keyvault.certificate-chain.release=%s
        """
            .formatted(Files.readString(properties), version, folder.resolve("release.pem")));
    assertThat(run("keytool", "-list", "-storepass", "ignored"))
        .contains("Your keystore contains 3 entries")
        .contains("aes, ", "SecretKeyEntry")
        .contains("external, ")
        .contains("release, ", "PrivateKeyEntry")
        .contains("the type of the key, LMS-HSM, is not known")
        .doesNotContain("Exception", "\tat ");
    assertThat(run("keytool", "-list", "-v", "-alias", "release", "-storepass", "ignored"))
        .contains("Owner: CN=release");
    SampleJar.write(folder.resolve("app.jar"));
    assertThat(run("jarsigner", "-protected", "app.jar", "release")).contains("jar signed");
    assertThat(run("jarsigner", "-protected", "-verify", "app.jar")).contains("jar verified");
  }

  private String run(String tool, String... arguments) {
    return new Tool(folder)
        .run(
            tool,
            Stream.concat(
                    Stream.of(
                        "-J--module-path=" + Product.jar(),
                        "-J-Duser.language=en",
                        "-addprovider",
                        "AzureKeyVault",
                        "-keystore",
                        properties.toString(),
                        "-storetype",
                        "AzureKeyVault"),
                    Stream.of(arguments))
                .toList())
        .succeeds()
        .output();
  }
}
