package io.vaultjca.command.certificates;

import static org.assertj.core.api.Assertions.assertThat;

import com.azure.security.keyvault.certificates.CertificateClient;
import com.azure.security.keyvault.certificates.models.CertificatePolicy;
import com.azure.security.keyvault.certificates.models.CertificateProperties;
import com.fasterxml.jackson.databind.JsonNode;
import io.vaultjca.command.Run;
import io.vaultjca.command.SdkClients;
import io.vaultjca.embedded.VaultServer;
import java.io.FileInputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPrivateKey;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.bouncycastle.openssl.jcajce.JcaPKCS8Generator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/** The verbs of {@code certificates}, checked with the JDK and the SDK's client. */
class CertificatesTest extends CertificateRuns {
  private static final String PASSWORD = "pfx-Passw0rd-4711";

  @Test
  void makesASelfSignedCertificateByOptions() throws Exception {
    JsonNode made =
        json(
            "certificates create web --dns www.example.com,example.com --ip 192.0.2.7"
                + " --email pki@example.com --curve P-384 --usage digitalSignature"
                + " --eku 1.3.6.1.5.5.7.3.1 --validity 6 --reuse-key --tag a=b --renew-at 70"
                + " --subject",
            "CN=www.example.com,O=Example");
    assertThat(made.get("sha256").asText()).hasSize(64);
    X509Certificate certificate =
        certificates(succeeds("certificates download web").bytes()).get(0);
    certificate.verify(certificate.getPublicKey());
    assertThat(certificate.getSubjectX500Principal().getName())
        .isEqualTo("CN=www.example.com,O=Example");
    assertThat(certificate.getSubjectAlternativeNames())
        .extracting(name -> name.get(1).toString())
        .contains("www.example.com", "example.com", "192.0.2.7", "pki@example.com");
    assertThat(((ECPublicKey) certificate.getPublicKey()).getParams().getOrder().bitLength())
        .isEqualTo(384);
    assertThat(certificate.getExtendedKeyUsage()).containsExactly("1.3.6.1.5.5.7.3.1");
    assertThat(
            ChronoUnit.DAYS.between(
                certificate.getNotBefore().toInstant(), certificate.getNotAfter().toInstant()))
        .isBetween(180L, 185L);
    CertificatePolicy policy = sdk.getCertificatePolicy("web");
    assertThat(policy.isExportable()).isFalse();
    assertThat(policy.isKeyReusable()).isTrue();
    assertThat(policy.getLifetimeActions().get(0).getLifetimePercentage()).isEqualTo(70);
    assertThat(sdk.getCertificate("web").getProperties().getTags()).containsEntry("a", "b");

    // Without options it is renewed with the same policy, and so with the same key.
    String before = made.get("version").asText();
    JsonNode renewed = json("certificates create web");
    assertThat(renewed.get("version").asText()).isNotEqualTo(before);
    assertThat(certificates(succeeds("certificates download web").bytes()).get(0).getPublicKey())
        .isEqualTo(certificate.getPublicKey());
    assertThat(succeeds("certificates versions web").out().lines()).hasSize(3);
    assertThat(json("certificates show web/" + before).get("version").asText()).isEqualTo(before);
    assertThat(certificates(succeeds("certificates download web/" + before).bytes()).get(0))
        .isEqualTo(certificate);
    fails("certificates create web --curve P-257", "P-257");
    fails("certificates create nothing", "policy");
  }

  @Test
  void listsAreTablesAndShowPendingCertificatesOnRequest() throws Exception {
    vault.seed(
        IntStream.range(0, 27)
            .mapToObj("{\"name\": \"web-%d\", \"kty\": \"EC\"}"::formatted)
            .collect(Collectors.joining(",", "{\"certificates\": [", "]}")));
    succeeds("certificates create elsewhere --issuer Unknown");
    Run list = succeeds("certificates list");
    assertThat(list.out().lines()).hasSize(28).allMatch(line -> line.length() <= 80);
    assertThat(json("certificates list")).hasSize(27);
    assertThat(json("certificates list --pending")).hasSize(28);
    assertThat(succeeds("certificates show web-3").out())
        .contains("subject:", "CN=web-3", "serial number:");
    assertThat(json("certificates show elsewhere").has("sha256")).isFalse();
    fails("certificates download elsewhere", "not issued yet");
    assertThat(json("certificates download web-3").get("pem").asText()).contains("BEGIN CERT");
    fails("certificates show nothing", "404");
  }

  @Test
  void waitsForTheCertificateUntilTheTimeout() throws Exception {
    try (VaultServer slow = VaultServer.builder().issueDelay(Duration.ofMillis(400)).start()) {
      config = slow.writeProperties(folder.resolve("slow.properties"));
      Path file = folder.resolve("web.pem");
      succeeds("certificates create web --type RSA --size 3072 --output", file.toString());
      byte[] pem = succeeds("certificates download web").bytes();
      assertThat(file).hasBinaryContent(pem);
      assertThat(((RSAPublicKey) certificates(pem).get(0).getPublicKey()).getModulus().bitLength())
          .isEqualTo(3072);
      Run watched = Run.with(config).answering("nobody asks").run("certificates", "create", "web");
      assertThat(watched.exitCode()).isZero();
      assertThat(watched.err()).contains("Creating the certificate web: 0 s");
    }
    config = vault.writeProperties(folder.resolve("vault.properties"));
    succeeds("certificates issuers set ours --provider Test");
    fails(
        "certificates create web --issuer ours --timeout 1s",
        "Creating the certificate web is not done after",
        "certificates pending show web");
    assertThat(json("certificates pending show web").get("status").asText())
        .isEqualTo("inProgress");
    fails("certificates create web", "409");
    succeeds("certificates pending delete web --yes");
    assertThat(succeeds("certificates create web --issuer ours --no-wait").out())
        .contains("pending show");
    assertThat(run(words("certificates create web --timeout soon")).exitCode()).isEqualTo(2);
  }

  @Test
  void importsPkcs12WithoutShowingItsPassword() throws Exception {
    TestAuthority root = TestAuthority.root("CN=Root");
    TestAuthority between = root.authority("CN=Between");
    TestAuthority leaf = between.leaf("CN=web");
    Path pfx = folder.resolve("web.p12");
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    store.setKeyEntry(
        "web",
        leaf.keys().getPrivate(),
        PASSWORD.toCharArray(),
        new Certificate[] {leaf.certificate(), between.certificate(), root.certificate()});
    try (OutputStream out = Files.newOutputStream(pfx)) {
      store.store(out, PASSWORD.toCharArray());
    }
    Run wrong =
        Run.with(config)
            .answering("wr0ng-one")
            .run("certificates", "import", "web", pfx.toString(), "--ask-password");
    assertThat(wrong.exitCode()).isEqualTo(1);
    assertThat(wrong.err()).startsWith("Importing the certificate web in ").doesNotContain("wr0ng");
    Run asked =
        Run.with(config).answering(PASSWORD).run("certificates", "import", "web", pfx.toString());
    assertThat(asked.err()).isEmpty();
    assertThat(asked.out()).isEqualToIgnoringNewLines("Imported the certificate web.");
    succeeds(
        "certificates import kept --exportable --tag a=b",
        pfx.toString(),
        "--password-file",
        file("password", PASSWORD + "\n"));
    assertThat(sdk.getCertificatePolicy("web").isExportable()).isFalse();
    assertThat(sdk.getCertificatePolicy("kept").isExportable()).isTrue();

    Path chain = folder.resolve("chain.pem");
    succeeds("certificates download web --chain --output", chain.toString());
    assertThat(certificates(Files.readAllBytes(chain)))
        .containsExactly(leaf.certificate(), between.certificate(), root.certificate());
    assertThat(Files.readString(chain)).doesNotContain("PRIVATE");
    assertThat(certificates(succeeds("certificates download kept --chain").bytes())).hasSize(3);

    Path key = folder.resolve("kept.p12");
    fails("certificates download kept --private-key", "--output");
    fails("certificates download web --private-key --output " + key, "cannot be exported");
    assertThat(key).doesNotExist();
    succeeds("certificates download kept --private-key --output", key.toString());
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(key)))
        .isEqualTo("rw-------");
    Run unprotected =
        Run.with(config).answering("unused").run("certificates", "import", "copy", key.toString());
    assertThat(unprotected.err()).isEmpty();
    KeyStore read = KeyStore.getInstance("PKCS12");
    try (FileInputStream in = new FileInputStream(key.toFile())) {
      read.load(in, new char[0]);
    }
    PrivateKey exported = (PrivateKey) read.getKey(read.aliases().nextElement(), new char[0]);
    assertThat(((ECPrivateKey) exported).getS())
        .isEqualTo(((ECPrivateKey) leaf.keys().getPrivate()).getS());
    fails("certificates download kept --private-key --output " + key, "exists");
  }

  @Test
  void importsPem() throws Exception {
    TestAuthority leaf = TestAuthority.root("CN=pem");
    String certificate = TestAuthority.pem(leaf.certificate());
    String pkcs8 =
        certificate + TestAuthority.pem(new JcaPKCS8Generator(leaf.keys().getPrivate(), null));
    Run imported =
        Run.with(config)
            .input(pkcs8.getBytes(java.nio.charset.StandardCharsets.US_ASCII))
            .run("certificates", "import", "pem", "-", "--exportable", "--disabled");
    assertThat(imported.err()).isEmpty();
    assertThat(sdk.getCertificate("pem").getProperties().isEnabled()).isFalse();
    succeeds("certificates update pem --enabled --tag x=y");
    assertThat(sdk.getCertificate("pem").getProperties().getTags()).containsEntry("x", "y");
    Path key = folder.resolve("key.pem");
    succeeds("certificates download pem --private-key --output", key.toString());
    assertThat(key).content().contains("BEGIN PRIVATE KEY", "BEGIN CERTIFICATE");
    succeeds("certificates import web", file("locked.pem", pkcs8));
    fails("certificates download web --private-key --output " + folder.resolve("no"), "exported");

    String traditional = certificate + TestAuthority.pem(leaf.keys().getPrivate());
    fails(run("certificates import web", file("old.pem", traditional)), "openssl pkcs8 -topk8");
    fails(run("certificates import web", file("text", "no key")), "neither PKCS#12 nor PEM");
    fails("certificates import web " + folder.resolve("missing"), "does not exist");
  }

  @Test
  void updatesOnlyTheGivenProperties() throws Exception {
    JsonNode made = json("certificates create web --subject CN=web --curve P-256");
    String version = made.get("version").asText();
    succeeds("certificates update web --no-enabled");
    CertificateProperties seen = sdk.getCertificate("web").getProperties();
    assertThat(seen.isEnabled()).isFalse();
    succeeds("certificates update --enabled web/" + version);
    assertThat(sdk.getCertificateVersion("web", version).getProperties().isEnabled()).isTrue();
    assertThat(run("certificates update web/1 --enabled").err()).contains("NAME/VERSION");
  }

  @Test
  void aPolicyIsChangedByOptionsOrByAFile() throws Exception {
    succeeds("certificates create web --dns a.example --validity 3");
    String policy = succeeds("certificates policy show web --json").out();
    assertThat(policy).contains("\"validity_months\":3").contains("basic_constraints");
    assertThat(succeeds("certificates policy show web").out()).contains("key_props", "exportable");
    Path file = folder.resolve("policy.json");
    Files.writeString(file, policy.replace("\"validity_months\":3", "\"validity_months\":9"));
    succeeds(
        "certificates policy set web --renew-before 20 --issuer Self --policy", file.toString());
    CertificatePolicy seen = sdk.getCertificatePolicy("web");
    assertThat(seen.getValidityInMonths()).isEqualTo(9);
    assertThat(seen.getLifetimeActions().get(0).getDaysBeforeExpiry()).isEqualTo(20);
    assertThat(seen.getSubjectAlternativeNames().getDnsNames()).containsExactly("a.example");

    JsonNode changed = json("certificates policy set web --type RSA-HSM --size 4096");
    assertThat(changed.at("/key_props/kty").asText()).isEqualTo("RSA-HSM");
    assertThat(changed.at("/x509_props/validity_months").asInt()).isEqualTo(9);
    succeeds("certificates create copy --policy", file.toString());
    assertThat(sdk.getCertificatePolicy("copy").getValidityInMonths()).isEqualTo(9);

    fails(run("certificates policy set web --policy", file("p", "[1]")), "not a JSON object");
    fails(run("certificates policy set web --policy", file("q", "{\"x\":")), "not a JSON object");
    fails(run("certificates policy set web --policy", file("r", "{\"x509\":{}}")), "x509");
    assertThat(run("certificates policy show a/b").exitCode()).isEqualTo(2);
  }

  @Test
  void aDeletedCertificateIsRecoveredOrPurged() throws Exception {
    succeeds("certificates create web --validity 3");
    fails("certificates delete web", "--yes");
    succeeds("certificates delete web --yes");
    assertThat(succeeds("certificates deleted list").out()).contains("web", "SCHEDULED PURGE");
    JsonNode deleted = json("certificates deleted show web");
    assertThat(deleted.get("recoveryId").asText())
        .isEqualTo(vault.uri() + "/deletedcertificates/web");
    fails(
        "certificates create web --validity 3",
        "ObjectIsDeletedButRecoverable",
        "java -jar vaultjca.jar certificates recover (or purge");
    succeeds("certificates recover web");
    assertThat(sdk.getCertificate("web").getCer()).isNotEmpty();
    succeeds("certificates delete web --yes");
    fails("certificates purge web", "for ever?");
    succeeds("certificates purge web --yes");
    assertThat(json("certificates deleted list")).isEmpty();
    fails("certificates recover web", "404");
    fails("certificates delete web --yes", "404");
  }

  @Test
  void waitsForADeletionThatTakesAWhile() throws Exception {
    try (VaultServer slow = VaultServer.builder().deletionDelay(Duration.ofMillis(400)).start()) {
      config = slow.writeProperties(folder.resolve("slow.properties"));
      succeeds("certificates create web --validity 3");
      assertThat(json("certificates delete web --yes").get("deleted").asText()).contains("T");
      succeeds("certificates recover web");
      assertThat(new SdkClients(slow).certificates().getCertificate("web").getCer()).isNotEmpty();
    }
  }

  @Test
  void aBackupGoesToAnotherVault() throws Exception {
    succeeds("certificates create web --validity 3");
    succeeds("certificates create web");
    Path backup = folder.resolve("web.backup");
    succeeds("certificates backup web --output", backup.toString());
    fails("certificates restore " + backup, "409");
    byte[] pem = succeeds("certificates download web").bytes();
    try (VaultServer other = VaultServer.start()) {
      config = other.writeProperties(folder.resolve("other.properties"));
      assertThat(succeeds("certificates restore", backup.toString()).out())
          .isEqualToIgnoringNewLines("Restored the certificate web.");
      assertThat(succeeds("certificates download web").bytes()).isEqualTo(pem);
      CertificateClient others = new SdkClients(other).certificates();
      assertThat(others.listPropertiesOfCertificateVersions("web")).hasSize(2);
    }
  }

  @Test
  @EnabledIfSystemProperty(
      named = "vaultjca.full",
      matches = "true",
      disabledReason = "It runs with mvn -Pfull.")
  void everyVerbHelpsWithAnExampleInEightyColumns() {
    for (String group :
        List.of(
            "secrets",
            "secrets deleted",
            "certificates",
            "certificates deleted",
            "certificates pending",
            "certificates policy",
            "certificates issuers",
            "certificates contacts")) {
      String help = succeeds(group + " --help").out();
      help.lines()
          .dropWhile(line -> !line.startsWith("Commands:"))
          .filter(line -> line.matches("  [a-z].*"))
          .map(line -> line.strip().split(" ", -1)[0])
          .filter(verb -> !verb.equals("java"))
          .forEach(
              verb -> {
                String text = succeeds("%s %s --help".formatted(group, verb)).out();
                assertThat(text).contains("java -jar vaultjca.jar %s %s".formatted(group, verb));
                assertThat(text.lines()).allMatch(line -> line.length() <= 80);
              });
    }
  }
}
