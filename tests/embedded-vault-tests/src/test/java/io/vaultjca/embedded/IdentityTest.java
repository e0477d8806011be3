package io.vaultjca.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.azure.core.credential.TokenCredential;
import com.azure.core.credential.TokenRequestContext;
import com.azure.core.http.HttpClient;
import com.azure.identity.ClientCertificateCredentialBuilder;
import com.azure.identity.ClientSecretCredentialBuilder;
import com.azure.identity.WorkloadIdentityCredentialBuilder;
import io.vaultjca.embedded.identity.TokenRequest;
import java.io.ByteArrayInputStream;
import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The token endpoints, called by Azure Identity. */
class IdentityTest {
  private static final String SCOPE = "https://vault.azure.net/.default";

  /** The claims of a client that supports continuous access evaluation. */
  private static final String CAE = "{\"access_token\":{\"xms_cc\":{\"values\":[\"CP1\"]}}}";

  private VaultServer vault;
  private Identity identity;
  private HttpClient http;

  @BeforeEach
  void start() {
    vault = VaultServer.start();
    identity = vault.identity();
    http = AzureClients.http(vault);
  }

  @AfterEach
  void close() {
    vault.close();
  }

  @Test
  void issuesATokenForTheClientSecret() {
    listsKeysWith(clientSecret(identity.clientSecret()));
    assertThat(identity.requests())
        .containsExactly(
            new TokenRequest(
                "client-secret", identity.tenantId(), identity.clientId(), SCOPE, CAE, true));
    assertThat(vault.counters().requests("identity/token")).isEqualTo(1);
    assertThat(vault.counters().requests()).isEqualTo(2);
  }

  @Test
  void refusesAWrongClientSecret() {
    TokenCredential wrong = clientSecret("wrong");
    assertThatThrownBy(() -> wrong.getTokenSync(new TokenRequestContext().addScopes(SCOPE)))
        .hasMessageContaining("AADSTS7000215: Invalid client secret provided.");
    assertThat(identity.requests()).extracting(TokenRequest::granted).containsOnly(false);
  }

  @Test
  void issuesATokenForAnAssertionSignedWithARegisteredCertificate(@TempDir Path folder)
      throws Exception {
    vault.seed("{\"certificates\":[{\"name\":\"app\",\"contentType\":\"pem\"}]}");
    VaultClient client = new VaultClient(vault, vault.accessToken());
    Path pem = folder.resolve("app.pem");
    Files.writeString(pem, client.get("/secrets/app").body().get("value").asText());
    TokenCredential credential =
        new ClientCertificateCredentialBuilder()
            .tenantId(identity.tenantId())
            .clientId(identity.clientId())
            .pemCertificate(pem.toString())
            .authorityHost(identity.authorityHost().toString())
            .disableInstanceDiscovery()
            .httpClient(http)
            .build();
    assertThatThrownBy(() -> credential.getTokenSync(new TokenRequestContext().addScopes(SCOPE)))
        .hasMessageContaining("AADSTS700027")
        .hasMessageContaining("no registered certificate verifies its signature");
    identity.registerCertificate(certificate(Files.readString(pem)));
    listsKeysWith(credential);
    assertThat(identity.requests())
        .extracting(TokenRequest::style)
        .containsOnly("client-certificate");
  }

  @Test
  void issuesATokenForAWorkloadIdentity(@TempDir Path folder) throws Exception {
    Path token = Files.writeString(folder.resolve("token"), identity.federatedToken());
    listsKeysWith(
        new WorkloadIdentityCredentialBuilder()
            .tenantId(identity.tenantId())
            .clientId(identity.clientId())
            .tokenFilePath(token.toString())
            .authorityHost(identity.authorityHost().toString())
            .disableInstanceDiscovery()
            .httpClient(http)
            .build());
    assertThat(identity.requests()).extracting(TokenRequest::style).containsOnly("federated-token");
  }

  @Test
  void answersInstanceAndOpenIdDiscovery() throws Exception {
    VaultClient client = new VaultClient(vault, null).apiVersion(null);
    String authority = vault.uri() + "/" + identity.tenantId();
    assertThat(
            client
                .get("/" + identity.tenantId() + "/v2.0/.well-known/openid-configuration")
                .body()
                .get("token_endpoint")
                .asText())
        .isEqualTo(authority + "/oauth2/v2.0/token");
    assertThat(
            client
                .get(
                    "/common/discovery/instance?api-version=1.1&authorization_endpoint=%s/oauth2/v2.0/authorize"
                        .formatted(authority))
                .body()
                .get("tenant_discovery_endpoint")
                .asText())
        .isEqualTo(authority + "/v2.0/.well-known/openid-configuration");
  }

  @Test
  void issuesATokenLikeAppService() throws Exception {
    String token = managedIdentity(identity.appServiceEnvironment());
    assertThat(new VaultClient(vault, token).get("/keys").status()).isEqualTo(200);
    assertThat(identity.requests())
        .containsExactly(
            new TokenRequest("app-service", "", "", "https://vault.azure.net", "", true));
  }

  @Test
  void issuesATokenLikeAVirtualMachine() throws Exception {
    String token = managedIdentity(identity.imdsEnvironment());
    assertThat(new VaultClient(vault, token).get("/keys").status()).isEqualTo(200);
    assertThat(identity.requests())
        .contains(new TokenRequest("imds", "", "", "https://vault.azure.net", "", true));
  }

  @Test
  void refusesARequestToImdsWithoutItsHeader() throws Exception {
    URI imds =
        URI.create(
            identity.imdsEnvironment().get("AZURE_POD_IDENTITY_AUTHORITY_HOST")
                + "/metadata/identity/oauth2/token?resource=https://vault.azure.net");
    VaultClient.Answer answer =
        new VaultClient(vault, null).send(HttpRequest.newBuilder(imds).build());
    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.body().get("error_description").asText())
        .isEqualTo("Required metadata header not specified");
  }

  @Test
  void clientGetsANewTokenAfterAClaimsChallenge() {
    var keys = new AzureClients(vault, clientSecret(identity.clientSecret())).keys();
    assertThat(keys.listPropertiesOfKeys()).isEmpty();
    vault
        .faults()
        .inject(
            "keys/list",
            1,
            Fault.claimsChallenge("{\"access_token\":{\"nbf\":{\"essential\":true}}}"));
    assertThat(keys.listPropertiesOfKeys()).isEmpty();
    assertThat(identity.requests()).hasSize(2);
  }

  @Test
  void sendsTheClaimsChallengeInTheHeader() throws Exception {
    vault.faults().inject("keys/list", 1, Fault.claimsChallenge("{}"));
    VaultClient.Answer answer = new VaultClient(vault, vault.accessToken()).get("/keys");
    assertThat(answer.status()).isEqualTo(401);
    assertThat(answer.header("WWW-Authenticate"))
        .isEqualTo(
            "Bearer authorization=\"%s/%s\", resource=\"https://vault.azure.net\", error=\"insufficient_claims\", claims=\"e30=\""
                .formatted(vault.uri(), identity.tenantId()));
  }

  @Test
  void refusesATokenForTheOtherService() throws Exception {
    TokenCredential credential = clientSecret(identity.clientSecret());
    String token =
        credential
            .getTokenSync(
                new TokenRequestContext().addScopes("https://managedhsm.azure.net/.default"))
            .getToken();
    assertThat(new VaultClient(vault, token).get("/keys").body().at("/error/message").asText())
        .isEqualTo(
            "AKV10022: Invalid audience. Expected https://vault.azure.net, found: https://managedhsm.azure.net.");
  }

  private TokenCredential clientSecret(String secret) {
    return new ClientSecretCredentialBuilder()
        .tenantId(identity.tenantId())
        .clientId(identity.clientId())
        .clientSecret(secret)
        .authorityHost(identity.authorityHost().toString())
        .disableInstanceDiscovery()
        .httpClient(http)
        .build();
  }

  /** Returns a token that another process gets with a managed identity. */
  private String managedIdentity(Map<String, String> environment) throws Exception {
    ProcessBuilder probe =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            // The program ends after a second.
            "-XX:TieredStopAtLevel=1",
            "-XX:+UseSerialGC",
            "-cp",
            System.getProperty("java.class.path"),
            ManagedIdentityProbe.class.getName(),
            SCOPE);
    probe.environment().keySet().removeIf(name -> name.toLowerCase(Locale.ROOT).contains("proxy"));
    probe.environment().putAll(environment);
    Process process = probe.redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(output).isZero();
    return output.strip();
  }

  private void listsKeysWith(TokenCredential credential) {
    new AzureClients(vault, credential).keys().listPropertiesOfKeys().forEach(key -> {});
    assertThat(vault.counters().requests("keys/list")).isEqualTo(1);
  }

  private static X509Certificate certificate(String pem) throws Exception {
    String text = pem.substring(pem.indexOf("-----BEGIN CERTIFICATE"));
    return (X509Certificate)
        CertificateFactory.getInstance("X.509")
            .generateCertificate(
                new ByteArrayInputStream(text.getBytes(StandardCharsets.US_ASCII)));
  }
}
