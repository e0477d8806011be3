package io.vaultjca.consumers;

import static org.assertj.core.api.Assertions.assertThat;

import io.vaultjca.consumers.Tool.Outcome;
import io.vaultjca.consumers.fixture.Full;
import io.vaultjca.consumers.fixture.HttpsEcho;
import io.vaultjca.consumers.fixture.Position;
import io.vaultjca.consumers.fixture.ServedVault;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceAccessMode;
import org.junit.jupiter.api.parallel.ResourceLock;

/** Keys without a certificate, which keytool, jarsigner and TLS use with a self-signed one. */
@Full
@ResourceLock(value = Position.PROVIDERS, mode = ResourceAccessMode.READ)
class SelfSignedKeysTest {
  @TempDir private Path folder;
  private ServedVault vault;

  @BeforeEach
  void start() {
    vault =
        ServedVault.with(
            """
            {"keys": [{"name": "release", "kty": "RSA"}, {"name": "web", "kty": "EC"},
                      {"name": "client", "kty": "EC", "crv": "P-384"}]}
            """);
    vault.file(
        folder.resolve("vault.properties"),
        "azure.keyvault.self-signed.release=CN=Release, O=Example",
        "azure.keyvault.self-signed.web=CN=localhost",
        "azure.keyvault.self-signed.client=CN=client");
  }

  @AfterEach
  void stop() {
    vault.close();
  }

  private Outcome tool(String tool, String... arguments) {
    List<String> command = new ArrayList<>(List.of("-J--module-path=" + Product.jar()));
    command.addAll(
        List.of(
            "-addprovider",
            "AzureKeyVault",
            "-keystore",
            "vault.properties",
            "-storetype",
            "AzureKeyVault"));
    command.addAll(List.of(arguments));
    return new Tool(folder).run(tool, command);
  }

  @Test
  void keytoolListsAndJarsignerSigns() throws Exception {
    SampleJar.write(folder.resolve("app.jar"));
    assertThat(keytool("-list").succeeds().output())
        .contains("Your keystore contains 3 entries")
        .contains("release, ", "PrivateKeyEntry");
    keytool("-exportcert", "-rfc", "-alias", "release", "-file", "release.pem").succeeds();
    tool("jarsigner", "-protected", "app.jar", "release").succeeds();
    Tool plain = new Tool(folder);
    plain
        .run(
            "keytool",
            "-importcert",
            "-noprompt",
            "-file",
            "release.pem",
            "-alias",
            "release",
            "-keystore",
            "trust.p12",
            "-storepass",
            ServedVault.PASSWORD)
        .succeeds();
    // Another run made the certificate again; an RSA key gives the same one.
    assertThat(
            plain
                .run(
                    "jarsigner",
                    "-verify",
                    "-strict",
                    "-keystore",
                    "trust.p12",
                    "-storepass",
                    ServedVault.PASSWORD,
                    "app.jar")
                .succeeds()
                .output())
        .contains("jar verified.");
  }

  private Outcome keytool(String... arguments) {
    List<String> command = new ArrayList<>(List.of(arguments));
    command.addAll(List.of("-storepass", "ignored"));
    return tool("keytool", command.toArray(String[]::new));
  }

  @Test
  void bothSidesOfTlsUseThem() throws Exception {
    try (Position.Registration registered = Position.LAST.register()) {
      assertThat(registered.provider().getName()).isEqualTo("AzureKeyVault");
      KeyStore store = KeyStore.getInstance("AzureKeyVault");
      store.load(Files.newInputStream(folder.resolve("vault.properties")), null);
      try (HttpsEcho server = new HttpsEcho(context(store, "web", "client"))) {
        HttpResponse<String> response =
            HttpClient.newBuilder()
                .sslContext(context(store, "client", "web"))
                .build()
                .send(
                    HttpRequest.newBuilder(server.uri()).build(),
                    HttpResponse.BodyHandlers.ofString());
        assertThat(response.body()).isEqualTo("CN=client");
      }
    }
  }

  private SSLContext context(KeyStore store, String own, String trusted) throws Exception {
    KeyManagerFactory keys = KeyManagerFactory.getInstance("AzureKeyVault");
    keys.init(
        vault.keyStore(
            "azure.keyvault.aliases=" + own,
            "azure.keyvault.self-signed.%s=%s"
                .formatted(own, own.equals("web") ? "CN=localhost" : "CN=client")),
        null);
    KeyStore trust = KeyStore.getInstance("PKCS12");
    trust.load(null, null);
    trust.setCertificateEntry(trusted, store.getCertificate(trusted));
    TrustManagerFactory anchors = TrustManagerFactory.getInstance("PKIX");
    anchors.init(trust);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(keys.getKeyManagers(), anchors.getTrustManagers(), null);
    return context;
  }

  /** Neither the library nor our code for it is loaded without the setting. */
  @Test
  void loadsNoClassIfItIsNotUsed() throws Exception {
    Path without = vault.file(folder.resolve("without.properties"));
    assertThat(loaded(without)).isEmpty();
    assertThat(loaded(folder.resolve("vault.properties"))).isNotEmpty();
  }

  private List<String> loaded(Path properties) throws Exception {
    Path classes = folder.resolve("classes.log");
    new Tool(folder)
        .run(
            "java",
            "--module-path=" + Product.jar(),
            "--add-modules=io.vaultjca",
            "-cp",
            Product.programs().toString(),
            "-Xlog:class+load=info:file=" + classes + "::filecount=0",
            "io.vaultjca.consumers.programs.ListAliases",
            properties.toString())
        .succeeds();
    try (var lines = Files.lines(classes)) {
      return lines
          .filter(
              line ->
                  line.contains("io.vaultjca.keystore.selfsigned.")
                      || line.contains("io.vaultjca.keystore.entry.SelfSigned")
                      || line.contains("io.vaultjca.shaded.org.bouncycastle.cert.")
                      || line.contains("io.vaultjca.shaded.org.bouncycastle.operator."))
          .toList();
    }
  }
}
