package io.vaultjca.embedded;

import com.azure.core.credential.AccessToken;
import com.azure.core.credential.TokenCredential;
import com.azure.core.http.HttpClient;
import com.azure.core.http.jdk.httpclient.JdkHttpClientBuilder;
import com.azure.security.keyvault.certificates.CertificateClient;
import com.azure.security.keyvault.certificates.CertificateClientBuilder;
import com.azure.security.keyvault.keys.KeyClient;
import com.azure.security.keyvault.keys.KeyClientBuilder;
import com.azure.security.keyvault.keys.cryptography.CryptographyClient;
import com.azure.security.keyvault.keys.cryptography.CryptographyClientBuilder;
import com.azure.security.keyvault.secrets.SecretClient;
import com.azure.security.keyvault.secrets.SecretClientBuilder;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import reactor.core.publisher.Mono;

/** The official clients of the Azure SDK, against an embedded vault. */
final class AzureClients {
  private final VaultServer vault;
  private final HttpClient http;
  private final TokenCredential credential;

  AzureClients(VaultServer vault) {
    this(vault, token(vault.accessToken()));
  }

  AzureClients(VaultServer vault, TokenCredential credential) {
    this.vault = vault;
    this.credential = credential;
    this.http = http(vault);
  }

  static HttpClient http(VaultServer vault) {
    return new JdkHttpClientBuilder(
            java.net.http.HttpClient.newBuilder().sslContext(vault.sslContext()))
        .build();
  }

  static TokenCredential token(String token) {
    return request ->
        Mono.just(new AccessToken(token, OffsetDateTime.now(ZoneOffset.UTC).plusHours(1)));
  }

  KeyClient keys() {
    return new KeyClientBuilder()
        .vaultUrl(vault.uri().toString())
        .credential(credential)
        .httpClient(http)
        .disableChallengeResourceVerification()
        .buildClient();
  }

  CertificateClient certificates() {
    return new CertificateClientBuilder()
        .vaultUrl(vault.uri().toString())
        .credential(credential)
        .httpClient(http)
        .disableChallengeResourceVerification()
        .buildClient();
  }

  SecretClient secrets() {
    return new SecretClientBuilder()
        .vaultUrl(vault.uri().toString())
        .credential(credential)
        .httpClient(http)
        .disableChallengeResourceVerification()
        .buildClient();
  }

  /** Returns a client without a cached key, so that the vault performs every operation. */
  CryptographyClient cryptography(String keyId) {
    return new CryptographyClientBuilder()
        .keyIdentifier(keyId)
        .credential(credential)
        .httpClient(http)
        .disableKeyCaching()
        .disableChallengeResourceVerification()
        .buildClient();
  }
}
