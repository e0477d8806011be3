package io.vaultjca.embedded.example;

import static org.assertj.core.api.Assertions.assertThat;

import com.azure.core.credential.AccessToken;
import com.azure.core.http.jdk.httpclient.JdkHttpClientBuilder;
import com.azure.security.keyvault.keys.cryptography.CryptographyClientBuilder;
import io.vaultjca.embedded.Fault;
import io.vaultjca.embedded.VaultServer;
import io.vaultjca.embedded.junit.EmbeddedVault;
import java.net.http.HttpClient;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;

class DocumentSignerTest {
  private static final String SEED = "{\"keys\": [{\"name\": \"notary\", \"kty\": \"EC\"}]}";

  @Test
  void signsInOneRequestAndSurvivesThrottling(@EmbeddedVault(seed = SEED) VaultServer vault) {
    DocumentSigner signer = signer(vault, "keys/get", "keys/sign");
    assertThat(signer.sign(new byte[] {1, 2, 3})).hasSize(64);

    vault.counters().reset();
    vault.faults().inject("keys/sign", 1, Fault.throttled());
    assertThat(signer.sign(new byte[] {4, 5, 6})).hasSize(64);
    assertThat(vault.counters().requests("keys/sign")).isEqualTo(2);
  }

  private static DocumentSigner signer(VaultServer vault, String... permissions) {
    String token = vault.accessToken(permissions);
    return new DocumentSigner(
        new CryptographyClientBuilder()
            .keyIdentifier(vault.uri() + "/keys/notary")
            .credential(
                request ->
                    Mono.just(
                        new AccessToken(token, OffsetDateTime.now(ZoneOffset.UTC).plusHours(1))))
            .httpClient(
                new JdkHttpClientBuilder(HttpClient.newBuilder().sslContext(vault.sslContext()))
                    .build())
            .disableKeyCaching()
            .disableChallengeResourceVerification()
            .buildClient());
  }
}
