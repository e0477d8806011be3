package io.vaultjca.conformance.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import com.azure.core.credential.AccessToken;
import com.azure.core.credential.TokenCredential;
import com.azure.core.credential.TokenRequestContext;
import io.vaultjca.AzureTokenCredential;
import io.vaultjca.Setting;
import io.vaultjca.VaultLoadStoreParameter;
import io.vaultjca.conformance.faults.ChildJvm;
import io.vaultjca.conformance.fixture.Full;
import io.vaultjca.conformance.keystore.OpenedVault;
import io.vaultjca.embedded.Fault;
import io.vaultjca.embedded.Identity;
import io.vaultjca.embedded.SensitiveValues;
import io.vaultjca.embedded.VaultServer;
import io.vaultjca.embedded.identity.TokenRequest;
import io.vaultjca.provider.AzureKeyVaultProvider;
import java.io.ByteArrayInputStream;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.ProviderException;
import java.security.Signature;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Mono;

/** Each credential of the configuration, through the real Azure Identity. */
// Mostly waits for child processes, so it runs beside other classes, one test at a time.
@Execution(ExecutionMode.CONCURRENT)
@ResourceLock("CredentialTest")
class CredentialTest {
  private static final String SCOPE = "https://vault.azure.net/.default";
  private static final String SEED = "{\"certificates\":[{\"name\":\"web\",\"kty\":\"EC\"}]}";

  @TempDir private Path folder;
  private OpenedVault vault;
  private Identity identity;

  @BeforeEach
  void start() {
    vault = OpenedVault.with(SEED);
    identity = vault.server().identity();
  }

  @AfterEach
  void close() {
    vault.close();
  }

  @Test
  void sendsAnAccessTokenUnchangedAndAClientSecretToTheTokenEndpoint() throws Exception {
    Outcome outcome =
        run(
            Map.of(),
            "azure.keyvault.access-token=" + vault.server().accessToken(),
            application() + "\nclient-secret=" + secret(),
            application() + "\nclient-secret=hunter2");
    assertThat(outcome.line(0)).isEqualTo("signed true");
    assertThat(outcome.line(1)).isEqualTo("signed true");
    assertThat(outcome.log())
        .contains("credential access-token, because azure.keyvault.access-token is set in the key");
    assertThat(outcome.log())
        .contains("credential client-secret, because azure.keyvault.client-secret is set in")
        .doesNotContain(identity.clientSecret());
    assertThat(outcome.line(2))
        .contains("The credential client-secret got no token: ")
        .contains("AADSTS7000215: Invalid client secret provided.")
        .contains("azure.keyvault.client-id, azure.keyvault.client-secret and");
    assertThat(outcome.output() + outcome.log()).doesNotContain("hunter2");
    // An access token needs no request, and a wrong secret is tried once.
    assertThat(identity.requests()).hasSize(2);
    assertApplicationAsked("client-secret");
  }

  @Test
  void thePasswordCanBeTheClientSecret() throws Exception {
    signInProcess(secret(), application(), "credential=password-is-client-secret");
    assertApplicationAsked("client-secret");
  }

  @Test
  void thePasswordCanBeTheAccessToken() throws Exception {
    signInProcess(vault.server().accessToken(), "credential=password-is-access-token");
    assertThat(identity.requests()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"app.pem", "app.p12", "app.pfx"})
  void aClientCertificateSignsAnAssertion(String name) throws Exception {
    Path file = clientCertificate(name);
    signInProcess(
        null,
        application(),
        "client-certificate=" + file,
        name.endsWith(".pem") ? "" : "client-certificate-password=changeit");
    assertApplicationAsked("client-certificate");
  }

  @Full
  @Test
  void takesAnApplicationAWorkloadTokenOrAzureCliFromTheEnvironment() throws Exception {
    Path token = Files.writeString(folder.resolve("federated"), identity.federatedToken());
    Map<String, String> environment = new HashMap<>(applicationEnvironment());
    environment.put("AZURE_FEDERATED_TOKEN_FILE", token.toString());
    environment.putAll(path(fakeAz()));
    Outcome outcome =
        run(
            environment,
            authority() + "\ncredential=environment",
            authority() + "\ncredential=workload-identity",
            "credential=azure-cli");
    assertThat(outcome.output().lines()).hasSize(3).containsOnly("signed true");
    assertThat(identity.requests())
        .extracting(
            TokenRequest::style,
            TokenRequest::tenantId,
            TokenRequest::clientId,
            TokenRequest::scope,
            TokenRequest::granted)
        .containsExactly(
            tuple("client-secret", identity.tenantId(), identity.clientId(), SCOPE, true),
            tuple("federated-token", identity.tenantId(), identity.clientId(), SCOPE, true));
  }

  @Full
  @Test
  void aManagedIdentityUsesAppService() throws Exception {
    Outcome outcome =
        run(
            identity.appServiceEnvironment(),
            "credential=managed-identity",
            "managed-identity=somebody-else",
            authority());
    assertThat(outcome.line(0)).isEqualTo("signed true");
    assertThat(outcome.line(1))
        .contains("The credential managed-identity got no token: ")
        .contains("that azure.keyvault.managed-identity is the client id of a user-assigned one");
    // The default chain finds it, too.
    assertThat(outcome.line(2)).isEqualTo("signed true");
    assertThat(outcome.log()).contains("credential default, because no credential is configured");
    assertThat(identity.requests())
        .filteredOn(TokenRequest::granted)
        .extracting(TokenRequest::style, TokenRequest::clientId, TokenRequest::scope)
        // Azure Identity caches it for the whole JVM.
        .containsExactly(tuple("app-service", "", "https://vault.azure.net"));
  }

  @Full
  @Test
  void aManagedIdentityUsesTheMetadataService() throws Exception {
    Outcome outcome = run(identity.imdsEnvironment(), "managed-identity=" + identity.clientId());
    assertThat(outcome.output()).isEqualTo("signed true");
    assertAsked("imds", "", identity.clientId(), "https://vault.azure.net");
  }

  @Full
  @Test
  void theDefaultChainUsesTheFirstCredentialItFinds() throws Exception {
    Outcome outcome = run(applicationEnvironment(), authority() + "\ncredential=default");
    assertThat(outcome.output()).isEqualTo("signed true");
    assertApplicationAsked("client-secret");
  }

  @Test
  void namesTheSettingOfACredentialThatFindsNothing() throws Exception {
    Map<String, String> advice = new LinkedHashMap<>();
    advice.put(
        "environment",
        "Check the variables AZURE_TENANT_ID, AZURE_CLIENT_ID and AZURE_CLIENT_SECRET");
    advice.put(
        "workload-identity",
        """
        Check azure.keyvault.tenant-id, azure.keyvault.client-id, the variable \
        AZURE_FEDERATED_TOKEN_FILE""");
    advice.put("azure-cli", "Run az login; set azure.keyvault.tenant-id if the tenant is not");
    Outcome outcome =
        run(
            path(folder),
            advice.keySet().stream()
                .map(kind -> authority() + "\ncredential=" + kind)
                .toArray(String[]::new));
    int line = 0;
    for (Map.Entry<String, String> one : advice.entrySet()) {
      assertThat(outcome.line(line++))
          .startsWith("failed Reading the certificate " + vault.server().uri())
          .contains("The credential " + one.getKey() + " got no token: ")
          .contains(one.getValue());
    }
    // One challenge for each connection.
    assertThat(vault.server().counters().requests()).isEqualTo(advice.size());
  }

  @Test
  void namesTheSettingOfAnUnregisteredClientCertificate() throws Exception {
    Path unknown = clientCertificate("unknown.pem", false);
    KeyStore store = openInProcess(vault, application(identity), "client-certificate=" + unknown);
    assertThatThrownBy(() -> store.getKey("web", null))
        .isInstanceOf(ProviderException.class)
        .hasMessageContaining("The credential client-certificate got no token: ")
        .hasMessageContaining("AADSTS700027")
        .hasMessageContaining("azure.keyvault.client-certificate, ");
  }

  @Test
  void sixteenThreadsRenewATokenOnceAndBeforeItExpires() throws Exception {
    // The SDK caches a token for each key that it signs with, so each thread uses another key.
    String keys = "{\"certificates\":[{\"name\":\"c%02d\",\"count\":16,\"kty\":\"EC\"}]}";
    try (OpenedVault shortLived =
        OpenedVault.of(VaultServer.builder().tokenLifetime(Duration.ofSeconds(20)).start(), keys)) {
      Identity source = shortLived.server().identity();
      KeyStore store = openInProcess(shortLived);
      List<PrivateKey> handles = new ArrayList<>();
      for (String alias : OpenedVault.aliases(store)) {
        handles.add((PrivateKey) store.getKey(alias, null));
      }
      assertThat(handles).hasSize(16);
      assertThat(source.requests()).hasSize(1);
      Instant renewable = Instant.now().plusMillis(10_200);
      while (Instant.now().isBefore(renewable)) {
        LockSupport.parkUntil(renewable.toEpochMilli());
      }
      ExecutorService threads = Executors.newFixedThreadPool(16);
      try {
        CyclicBarrier together = new CyclicBarrier(16);
        List<Future<Void>> signers =
            handles.stream()
                .map(
                    key ->
                        threads.submit(
                            () -> {
                              together.await();
                              sign(key);
                              return (Void) null;
                            }))
                .toList();
        for (Future<Void> signer : signers) {
          signer.get(60, TimeUnit.SECONDS);
        }
      } finally {
        threads.shutdownNow();
      }
      // No signature waited for the new token, which is fetched in the background.
      Instant atTheLatest = Instant.now().plusSeconds(30);
      while (source.requests().size() < 2 && Instant.now().isBefore(atTheLatest)) {
        LockSupport.parkNanos(1_000_000);
      }
      assertThat(source.requests()).hasSize(2).extracting(TokenRequest::granted).containsOnly(true);
      assertThat(shortLived.server().counters().requests("keys/sign")).isEqualTo(16);
    }
  }

  @Test
  void acceptsACredentialOfTheAzureSdk() throws Exception {
    KeyStore store = KeyStore.getInstance("AzureKeyVault", new AzureKeyVaultProvider());
    String token = vault.server().accessToken();
    List<TokenRequestContext> asked = new CopyOnWriteArrayList<>();
    TokenCredential credential =
        request -> {
          asked.add(request);
          return Mono.just(new AccessToken(token, OffsetDateTime.now(ZoneOffset.UTC).plusHours(1)));
        };
    store.load(
        VaultLoadStoreParameter.builder(vault.server().uri())
            .set(Setting.TRUST_CERTIFICATES, vault.server().caCertificate().toString())
            .set(Setting.DISABLE_CHALLENGE_RESOURCE_VERIFICATION, "true")
            .credential(new AzureTokenCredential(credential))
            .build());
    sign((PrivateKey) store.getKey("web", null));
    assertThat(asked).hasSize(1);
    assertThat(asked.get(0).getScopes()).containsExactly("https://vault.azure.net/.default");
    assertThat(asked.get(0).getTenantId()).isEqualTo(identity.tenantId());
  }

  @Full
  @Test
  void usesTheProxyOfTheJvmsProperties() throws Exception {
    try (ConnectProxy proxy = new ConnectProxy()) {
      Outcome outcome =
          run(
              List.of(
                  "-Dhttps.proxyHost=127.0.0.1",
                  "-Dhttps.proxyPort=" + proxy.port(),
                  "-Dhttp.proxyHost=127.0.0.1",
                  "-Dhttp.proxyPort=" + proxy.port(),
                  "-Dhttp.nonProxyHosts="),
              identity.appServiceEnvironment(),
              "credential=managed-identity");
      assertThat(outcome.output()).isEqualTo("signed true");
      // The token request goes to this machine in clear, without the proxy.
      assertThat(proxy.tunnels()).isNotEmpty().containsOnly(vault.server().uri().getAuthority());
    }
  }

  @Test
  void aClaimsChallengeGetsANewToken() throws Exception {
    PrivateKey key = (PrivateKey) openInProcess(vault).getKey("web", null);
    sign(key);
    assertThat(identity.requests()).hasSize(1);
    vault
        .server()
        .faults()
        .inject(
            "keys/sign",
            1,
            Fault.claimsChallenge("{\"access_token\":{\"nbf\":{\"essential\":true}}}"));
    sign(key);
    assertThat(identity.requests()).hasSize(2);
  }

  private static KeyStore openInProcess(OpenedVault opened) throws Exception {
    Identity source = opened.server().identity();
    return openInProcess(opened, application(source), "client-secret=" + source.clientSecret());
  }

  private static KeyStore openInProcess(OpenedVault opened, String... lines) throws Exception {
    return openInProcess(opened, (char[]) null, lines);
  }

  private static KeyStore openInProcess(OpenedVault opened, char[] password, String... lines)
      throws Exception {
    KeyStore store = KeyStore.getInstance("AzureKeyVault", new AzureKeyVaultProvider());
    store.load(
        new ByteArrayInputStream(content(opened, lines).getBytes(StandardCharsets.UTF_8)),
        password);
    return store;
  }

  /** Signs in this JVM: only credentials from the environment need a child process. */
  private void signInProcess(String password, String... lines) throws Exception {
    char[] characters = password == null ? null : password.toCharArray();
    sign((PrivateKey) openInProcess(vault, characters, lines).getKey("web", null));
  }

  private static void sign(PrivateKey key) throws Exception {
    Signature signature = Signature.getInstance("SHA256withECDSA", new AzureKeyVaultProvider());
    signature.initSign(key);
    assertThat(signature.sign()).isNotEmpty();
  }

  /** The output of a program and its log. */
  private record Outcome(String output, String log) {
    /** The line for one of the files. */
    String line(int number) {
      return output.lines().toList().get(number);
    }
  }

  /** Runs the program with one key store file for each of these texts. */
  private Outcome run(Map<String, String> environment, String... files) throws Exception {
    return run(List.of(), environment, files);
  }

  private Outcome run(List<String> options, Map<String, String> environment, String... files)
      throws Exception {
    ChildJvm program = new ChildJvm(folder);
    options.forEach(program::option);
    List<String> arguments = new ArrayList<>();
    for (int i = 0; i < files.length; i++) {
      Path file = folder.resolve("vault-" + i + ".properties");
      arguments.add(Files.writeString(file, content(vault, files[i])).toString());
    }
    List<String> output =
        program.run(SigningProgram.class, environment, arguments.toArray(new String[0]));
    if (System.getProperty(SensitiveValues.FILE_PROPERTY) != null) {
      System.out.println(String.join("\n", output) + program.log());
    }
    return new Outcome(String.join("\n", output), program.log());
  }

  /** A key store file for the vault with the credential of these lines. */
  private static String content(OpenedVault opened, String... lines) throws IOException {
    String ready = new String(opened.file("unused"), StandardCharsets.UTF_8);
    List<String> all =
        new ArrayList<>(ready.lines().filter(line -> !line.contains("access-token")).toList());
    Arrays.stream(lines)
        .flatMap(String::lines)
        .filter(line -> !line.isBlank())
        .map(line -> line.startsWith("azure.") ? line : "azure.keyvault." + line)
        .forEach(all::add);
    return String.join("\n", all) + "\n";
  }

  private String secret() {
    return identity.clientSecret();
  }

  private String application() {
    return application(identity);
  }

  private static String application(Identity source) {
    return "tenant-id=%s\nclient-id=%s\n%s"
        .formatted(source.tenantId(), source.clientId(), authority(source));
  }

  private String authority() {
    return authority(identity);
  }

  private static String authority(Identity source) {
    return "authority-host=" + source.authorityHost() + "\ndisable-instance-discovery=true";
  }

  private Map<String, String> applicationEnvironment() {
    return Map.of(
        "AZURE_TENANT_ID", identity.tenantId(),
        "AZURE_CLIENT_ID", identity.clientId(),
        "AZURE_CLIENT_SECRET", identity.clientSecret());
  }

  private void assertApplicationAsked(String style) {
    assertAsked(style, identity.tenantId(), identity.clientId(), SCOPE);
  }

  /** Exactly one token was issued, for this request. */
  private void assertAsked(String style, String tenantId, String clientId, String scope) {
    assertThat(identity.requests())
        .filteredOn(TokenRequest::granted)
        .extracting(
            TokenRequest::style,
            TokenRequest::tenantId,
            TokenRequest::clientId,
            TokenRequest::scope)
        .containsExactly(tuple(style, tenantId, clientId, scope));
  }

  private static Map<String, String> path(Path first) {
    return Map.of("PATH", first + File.pathSeparator + "/usr/bin" + File.pathSeparator + "/bin");
  }

  /** An az that answers {@code az account get-access-token} as the real one does. */
  private Path fakeAz() throws IOException {
    Path bin = Files.createDirectories(folder.resolve("bin"));
    Path az = bin.resolve("az");
    Files.writeString(
        az,
        """
        #!/bin/sh
        cat <<'END'
        {"accessToken":"%s","expiresOn":"2099-01-01 00:00:00.000000","expires_on":4070908800,
        "subscription":"s","tenant":"t","tokenType":"Bearer"}
        END
        """
            .formatted(vault.server().accessToken()));
    Files.setPosixFilePermissions(az, PosixFilePermissions.fromString("rwxr-xr-x"));
    return bin;
  }

  private Path clientCertificate(String name) throws Exception {
    return clientCertificate(name, true);
  }

  private Path clientCertificate(String name, boolean registered) throws Exception {
    ApplicationCertificate application = ApplicationCertificate.make();
    if (registered) {
      identity.registerCertificate(application.certificate());
    }
    return application.write(folder.resolve(name));
  }
}
