package io.vaultjca.benchmarks;

import com.azure.core.credential.AccessToken;
import com.azure.core.credential.TokenCredential;
import com.azure.core.http.jdk.httpclient.JdkHttpClientBuilder;
import com.azure.security.keyvault.jca.KeyVaultJcaProvider;
import com.azure.security.keyvault.keys.cryptography.CryptographyClient;
import com.azure.security.keyvault.keys.cryptography.CryptographyClientBuilder;
import com.azure.security.keyvault.keys.cryptography.models.SignatureAlgorithm;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.Signature;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Base64;
import reactor.core.publisher.Mono;

/** A way to have a message signed (SHA256withRSA) by the vault's certificate {@code rsa}. */
@FunctionalInterface
public interface Signer {
  /** The name of the certificate in the vault. */
  String CERTIFICATE = "rsa";

  /** One signature. */
  byte[] sign(byte[] message) throws Exception;

  /** The ways to sign. */
  enum Way {
    /** The request alone, over a bare {@link HttpClient}: what no client can be faster than. */
    FLOOR("bare HttpClient") {
      @Override
      Signer open(VaultAccess vault, String keyIdentifier) throws Exception {
        return new BareRequest(vault);
      }
    },
    /** The Azure SDK's client for one key. */
    SDK("Azure SDK's CryptographyClient") {
      @Override
      Signer open(VaultAccess vault, String keyIdentifier) throws Exception {
        CryptographyClient client = sdkClient(vault, keyIdentifier);
        return message -> client.sign(SignatureAlgorithm.RS256, sha256(message)).getSignature();
      }
    },
    /** This project, through the JCA. */
    OURS("vaultjca, through the JCA") {
      @Override
      Signer open(VaultAccess vault, String keyIdentifier) throws Exception {
        Provider provider = OurKeyStore.provider();
        PrivateKey key = (PrivateKey) OurKeyStore.open(vault, provider).getKey(CERTIFICATE, null);
        return message -> jca("SHA256withRSA", provider, key, message);
      }
    },
    /** Microsoft's provider, through the JCA. */
    MICROSOFT("Microsoft's provider 2.10.1, through the JCA") {
      @Override
      Signer open(VaultAccess vault, String keyIdentifier) throws Exception {
        PrivateKey key = (PrivateKey) MicrosoftPeer.open(vault).getKey(CERTIFICATE, null);
        Provider provider = new KeyVaultJcaProvider();
        return message -> jca("SHA256withRSA", provider, key, message);
      }
    };

    private final String title;

    Way(String title) {
      this.title = title;
    }

    /** What a table calls it. */
    String title() {
      return title;
    }

    abstract Signer open(VaultAccess vault, String keyIdentifier) throws Exception;
  }

  private static byte[] jca(String algorithm, Provider provider, PrivateKey key, byte[] message)
      throws GeneralSecurityException {
    Signature signature = Signature.getInstance(algorithm, provider);
    signature.initSign(key);
    signature.update(message);
    return signature.sign();
  }

  private static byte[] sha256(byte[] message) throws GeneralSecurityException {
    return MessageDigest.getInstance("SHA-256").digest(message);
  }

  private static CryptographyClient sdkClient(VaultAccess vault, String keyIdentifier)
      throws Exception {
    AccessToken token =
        new AccessToken(vault.accessToken(), OffsetDateTime.now(ZoneOffset.UTC).plusHours(1));
    TokenCredential credential = request -> Mono.just(token);
    return new CryptographyClientBuilder()
        .keyIdentifier(keyIdentifier)
        .credential(credential)
        .httpClient(
            new JdkHttpClientBuilder(
                    HttpClient.newBuilder()
                        .sslContext(vault.sslContext())
                        .version(HttpClient.Version.HTTP_1_1))
                .build())
        .disableKeyCaching()
        .disableChallengeResourceVerification()
        .buildClient();
  }

  /** The request that every other way sends, too. */
  final class BareRequest implements Signer {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();

    private final HttpClient client;
    private final String authorization;
    private final JsonNode certificate;
    private final URI sign;

    BareRequest(VaultAccess vault) throws Exception {
      this.client =
          HttpClient.newBuilder()
              .sslContext(vault.sslContext())
              .version(HttpClient.Version.HTTP_1_1)
              .build();
      this.authorization = "Bearer " + vault.accessToken();
      this.certificate =
          JSON.readTree(
              send(
                  HttpRequest.newBuilder(
                          vault.uri().resolve("/certificates/" + CERTIFICATE + "?api-version=7.6"))
                      .GET()));
      this.sign = URI.create(keyIdentifier() + "/sign?api-version=2025-07-01");
    }

    String keyIdentifier() {
      return certificate.path("kid").asText();
    }

    Certificate certificate() throws GeneralSecurityException {
      return CertificateFactory.getInstance("X.509", "SUN")
          .generateCertificate(
              new ByteArrayInputStream(
                  Base64.getDecoder().decode(certificate.path("cer").asText())));
    }

    @Override
    public byte[] sign(byte[] message) throws Exception {
      String body =
          "{\"alg\":\"RS256\",\"value\":\"" + BASE64.encodeToString(sha256(message)) + "\"}";
      return send(
          HttpRequest.newBuilder(sign)
              .header("Content-Type", "application/json")
              .header("Accept", "application/json")
              .POST(HttpRequest.BodyPublishers.ofString(body)));
    }

    private byte[] send(HttpRequest.Builder request) throws IOException, InterruptedException {
      HttpResponse<byte[]> answer =
          client.send(
              request.header("Authorization", authorization).build(),
              HttpResponse.BodyHandlers.ofByteArray());
      if (answer.statusCode() != 200) {
        throw new IOException("The vault answered " + answer.statusCode());
      }
      return answer.body();
    }

    /** The signature in an answer of {@link #sign}. */
    static byte[] signature(byte[] answer) throws IOException {
      return Base64.getUrlDecoder().decode(JSON.readTree(answer).path("value").asText());
    }
  }
}
