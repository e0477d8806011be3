package io.vaultjca.command;

import com.azure.core.credential.AccessToken;
import com.azure.core.credential.TokenCredential;
import com.azure.core.http.HttpClient;
import com.azure.core.http.jdk.httpclient.JdkHttpClientBuilder;
import com.azure.security.keyvault.certificates.CertificateClient;
import com.azure.security.keyvault.certificates.CertificateClientBuilder;
import com.azure.security.keyvault.secrets.SecretClient;
import com.azure.security.keyvault.secrets.SecretClientBuilder;
import io.vaultjca.embedded.VaultServer;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import reactor.core.publisher.Mono;

/** Clients of the Azure SDK with its own HTTP stack, for an independent view of the vault. */
public record SdkClients(VaultServer vault) {

  /** A client for secrets. */
  public SecretClient secrets() {
    return new SecretClientBuilder()
        .vaultUrl(vault.uri().toString())
        .credential(token())
        .httpClient(http())
        .disableChallengeResourceVerification()
        .buildClient();
  }

  /** A client for certificates. */
  public CertificateClient certificates() {
    return new CertificateClientBuilder()
        .vaultUrl(vault.uri().toString())
        .credential(token())
        .httpClient(http())
        .disableChallengeResourceVerification()
        .buildClient();
  }

  private HttpClient http() {
    return new JdkHttpClientBuilder(
            java.net.http.HttpClient.newBuilder().sslContext(vault.sslContext()))
        .build();
  }

  private TokenCredential token() {
    AccessToken token =
        new AccessToken(vault.accessToken(), OffsetDateTime.now(ZoneOffset.UTC).plusHours(1));
    return request -> Mono.just(token);
  }
}
