package io.vaultjca.conformance.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.util.Throwables.getStackTrace;

import io.vaultjca.conformance.faults.ChildJvm;
import io.vaultjca.conformance.faults.Warnings;
import io.vaultjca.conformance.fixture.Gateway;
import io.vaultjca.conformance.fixture.KeyStoreFile;
import io.vaultjca.embedded.Fault;
import io.vaultjca.embedded.VaultServer;
import io.vaultjca.embedded.http.Listener;
import io.vaultjca.embedded.http.LoopbackIdentity;
import io.vaultjca.embedded.http.Response;
import io.vaultjca.provider.AzureKeyVaultProvider;
import io.vaultjca.provider.spec.VaultKeyGenParameterSpec;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.cert.Certificate;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Messages about a wrong configuration name the cause and the setting that mends it. */
class OperatorMessagesTest {
  private static final String ANOTHER_TENANT = "11111111-2222-3333-4444-555555555555";
  private static final String SEED = "{\"certificates\":[{\"name\":\"web\",\"kty\":\"EC\"}]}";
  private static final String PORTAL = "https://portal.example/login?from=vault";

  private final Provider provider = new AzureKeyVaultProvider();
  private VaultServer vault;
  @TempDir private Path folder;

  @BeforeEach
  void start() {
    Warnings.listen();
    vault = VaultServer.start();
    vault.seed(SEED);
  }

  @AfterEach
  void close() {
    vault.close();
  }

  @Test
  void reportsARedirectWithItsStatusAndTarget() throws Exception {
    try (Gateway gateway = Gateway.to(vault)) {
      gateway.change((request, answer) -> redirect());
      KeyStore store =
          KeyStoreFile.of(gateway.uri(), gateway.trusted())
              .withoutVerification()
              .with("access-token", vault.accessToken())
              .open(provider);
      assertThat(catchThrowable(store::aliases))
          .hasMessageContaining(
              """
              the Key Vault answered 302 with a redirect to portal.example. See what answers under \
              the vault's address""");
    }
  }

  @Test
  void reportsARedirectOfTheTokenEndpoint() throws Exception {
    LoopbackIdentity identity = LoopbackIdentity.create();
    try (Listener portal = new Listener(identity.serverTls(), 0, request -> redirect())) {
      portal.start();
      Path trusted =
          Files.writeString(
              folder.resolve("ca.pem"), identity.caPem() + Files.readString(vault.caCertificate()));
      KeyStore store =
          KeyStoreFile.of(vault.uri(), trusted)
              .withoutVerification()
              .application(vault.identity(), URI.create("https://localhost:" + portal.port()))
              .open(provider);
      assertThat(catchThrowable(store::aliases))
          .hasMessageContaining("The credential client-secret got no token: ")
          .hasMessageContaining(
              "status 302, a redirect to portal.example, came instead of a token");
    }
  }

  private static Response redirect() {
    return Response.of(
        302,
        List.of(new Response.Header("Location", PORTAL)),
        "<html>Log in</html>".getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void namesTheSettingWhenAManagedHsmIsTakenForAVault() throws Exception {
    try (VaultServer hsm = VaultServer.builder().managedHsm(true).start()) {
      hsm.seed("{\"keys\":[{\"name\":\"sign\",\"kty\":\"EC-HSM\"}]}");
      KeyStore store = file(hsm).with("type", "vault").open(provider);
      String message =
          """
          %s is taken for a Key Vault and calls itself a Managed HSM: set \
          azure.keyvault.type=managed-hsm."""
              .formatted(hsm.uri());
      assertThat(catchThrowable(store::aliases)).hasMessageContaining(message);
      // Other operations still work and would hide the mistake.
      assertThat(store.getKey("sign", null)).isNotNull();
      assertThat(Warnings.all().containing(message)).containsExactly(message);
    }
  }

  @Test
  void namesTheSettingWhenAVaultIsTakenForAManagedHsm() throws Exception {
    KeyStore store = file(vault).with("type", "managed-hsm").open(provider);
    String message =
        "%s is taken for a Managed HSM and calls itself a Key Vault: set azure.keyvault.type=vault."
            .formatted(vault.uri());
    assertThat(store.size()).isZero();
    assertThat(Warnings.all().containing(message)).containsExactly(message);
    Path file = file(vault).with("type", "managed-hsm").write(folder.resolve("vault.properties"));
    SecureRandom random =
        SecureRandom.getInstance(
            "AzureManagedHSM", new AzureKeyVaultProvider().configure(file.toString()));
    assertThat(catchThrowable(() -> random.nextBytes(new byte[16]))).hasMessageContaining(message);
  }

  @Test
  void aMissingEntryOfTheRightTypeOfVaultSaysNothingAboutTypes() throws Exception {
    KeyStore store = file(vault).open(provider);
    assertThat(store.getKey("absent", null)).isNull();
    assertThat(Warnings.all().containing(vault.uri().toString(), "is taken for")).isEmpty();
  }

  @Test
  void aThrottledOperationSaysHowMuchTimeIsLeft() throws Exception {
    PrivateKey key = key(file(vault).with("operation-timeout", "7s").open(provider));
    assertThat(sign(key)).isNotEmpty();
    vault.faults().inject("keys/sign", Fault.throttled(Duration.ofSeconds(4)));
    assertThat(catchThrowable(() -> sign(key)).getMessage())
        .contains("429 Throttled")
        .containsPattern(
            """
             It asks to wait 4\\.0 s\\. This is longer than the [0-3]\\.\\d s that are left of the \
            operation's time \\(azure\\.keyvault\\.operation-timeout=7\\.0 s\\)\\.""");
  }

  @Test
  void namesTheRoleThatGrantsAMissingPermission() throws Exception {
    KeyStore reader =
        file(vault, "certificates/get", "certificates/list", "secrets/get").open(provider);
    PrivateKey key = key(reader);
    assertNeeds("Key Vault Crypto User", () -> sign(key));
    assertNeeds("Key Vault Certificate User", file(vault, "keys/get").open(provider)::aliases);
    Path file = file(vault, "keys/get").write(folder.resolve("vault.properties"));
    KeyPairGenerator generator =
        KeyPairGenerator.getInstance(
            "AzureKeyVaultEC", new AzureKeyVaultProvider().configure(file.toString()));
    generator.initialize(VaultKeyGenParameterSpec.builder("fresh").build());
    assertNeeds("Key Vault Crypto Officer", generator::generateKeyPair);
    ApplicationCertificate imported = ApplicationCertificate.make();
    reader.setKeyEntry(
        "fresh", imported.pair().getPrivate(), null, new Certificate[] {imported.certificate()});
    assertNeeds("Key Vault Certificates Officer", () -> reader.store(null, null));
    try (VaultServer hsm = VaultServer.builder().managedHsm(true).start()) {
      assertNeeds(
          "Managed HSM Crypto User",
          file(hsm, "keys/sign").with("type", "managed-hsm").open(provider)::aliases);
    }
  }

  private static void assertNeeds(
      String role, org.assertj.core.api.ThrowableAssert.ThrowingCallable work) {
    assertThat(catchThrowable(work))
        .hasMessageContaining("403 ")
        .hasMessageContaining("grant it with the role " + role + " or an access policy");
  }

  @Test
  void namesAWrongTenantButNoSettingOfAnotherProduct() throws Exception {
    KeyStore store =
        KeyStoreFile.of(vault)
            .application(vault.identity())
            .with("tenant-id", ANOTHER_TENANT)
            .open(provider);
    Throwable refused = catchThrowable(store::aliases);
    assertThat(refused)
        .hasMessageContaining("The vault's challenge named another tenant")
        .hasMessageContaining(vault.identity().tenantId())
        .hasMessageContaining(ANOTHER_TENANT + ", which is configured")
        .hasMessageContaining("Check azure.keyvault.tenant-id");
    assertThat(getStackTrace(refused)).doesNotContain("AdditionallyAllowedTenants");
  }

  @Test
  void reportsATokenEndpointThatRefusesConnections() throws Exception {
    Path file =
        KeyStoreFile.of(vault)
            .with("credential", "managed-identity")
            .with("operation-timeout", "50s")
            .write(folder.resolve("vault.properties"));
    assertThat(
            new ChildJvm(folder)
                .run(
                    SigningProgram.class,
                    Map.of(
                        "IDENTITY_ENDPOINT",
                        "http://127.0.0.1:1/msi/token",
                        "IDENTITY_HEADER",
                        "x"),
                    file.toString()))
        .singleElement()
        .asString()
        .containsIgnoringCase(
            "the token endpoint cannot be reached: connection refused. Check that");
  }

  @Test
  void suggestsOnlyASimilarAlias() throws Exception {
    KeyStore store = file(vault).open(provider);
    assertThat(store.size()).isEqualTo(1);
    assertThat(store.getKey("wev", null)).isNull();
    assertThat(store.getKey("release-signer", null)).isNull();
    assertThat(Warnings.all().containing("The alias 'wev' of " + vault.uri()))
        .singleElement()
        .asString()
        .endsWith(" does not exist; the nearest alias is 'web'");
    assertThat(Warnings.all().containing("The alias 'release-signer' of " + vault.uri()))
        .singleElement()
        .asString()
        .endsWith(" does not exist; no alias that is shown is like it");
  }

  @Test
  void reportsAFailureOnlyInTheException() throws Exception {
    PrivateKey key =
        key(file(vault, "certificates/get", "certificates/list", "secrets/get").open(provider));
    Throwable refused = catchThrowable(() -> sign(key));
    assertThat(refused).hasMessageContaining("403 Forbidden");
    assertThat(Warnings.all().containing("Signing (ES256) with the key " + key)).isEmpty();
    KeyStore named = file(vault, "keys/sign").with("aliases", "web").open(provider);
    assertThat(catchThrowable(named::aliases)).hasMessageContaining("403 Forbidden");
    assertThat(Warnings.all().containing("The alias 'web' of " + vault.uri())).isEmpty();
  }

  private static KeyStoreFile file(VaultServer server, String... permissions) {
    return KeyStoreFile.of(server)
        .with(
            "access-token",
            permissions.length == 0 ? server.accessToken() : server.accessToken(permissions));
  }

  private static PrivateKey key(KeyStore store) throws Exception {
    return (PrivateKey) store.getKey("web", null);
  }

  private byte[] sign(PrivateKey key) throws Exception {
    Signature signature = Signature.getInstance("SHA256withECDSA", provider);
    signature.initSign(key);
    signature.update((byte) 1);
    return signature.sign();
  }
}
