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
import java.security.KeyStore;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.Signature;
import java.security.SignatureException;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Base64;
import reactor.core.publisher.Mono;

/** Signs messages with a key in the vault. */
@FunctionalInterface
public interface Signer {
  byte[] sign(byte[] message) throws Exception;

  /** The key type. */
  enum Kind {
    /** RSA-2048, PKCS #1 v1.5. */
    RSA("rsa", "SHA256withRSA", "RS256", "SunRsaSign"),
    /** P-256. */
    EC("ec", "SHA256withECDSAinP1363Format", "ES256", "SunEC");

    private final String certificate;
    private final String algorithm;
    private final String jwsName;
    private final String checkedBy;

    Kind(String certificate, String algorithm, String jwsName, String checkedBy) {
      this.certificate = certificate;
      this.algorithm = algorithm;
      this.jwsName = jwsName;
      this.checkedBy = checkedBy;
    }

    /** The name in a table. */
    String title() {
      return this == RSA ? "RSA-2048" : "P-256";
    }

    /** The name of the certificate in the vault. */
    String certificate() {
      return certificate;
    }

    /** Throws if the JDK rejects a signature. */
    void check(Certificate signer, byte[] message, byte[] signature)
        throws GeneralSecurityException {
      Signature verification = Signature.getInstance(algorithm, checkedBy);
      verification.initVerify(signer);
      verification.update(message);
      if (!verification.verify(signature)) {
        throw new SignatureException("This is not a signature of the message");
      }
    }
  }

  /** The ways to sign. */
  enum Contender {
    /** The request only, over a bare {@link HttpClient}: no client can be faster. */
    BARE("bare HttpClient") {
      @Override
      Signer open(VaultAccess vault, Kind kind, String keyIdentifier) throws Exception {
        return new BareRequest(vault, kind);
      }
    },
    /** The Azure SDK's client for one key. */
    SDK("Azure SDK's CryptographyClient") {
      @Override
      Signer open(VaultAccess vault, Kind kind, String keyIdentifier) throws Exception {
        CryptographyClient client = sdkClient(vault, keyIdentifier);
        SignatureAlgorithm algorithm = SignatureAlgorithm.fromString(kind.jwsName);
        return message -> client.sign(algorithm, sha256(message)).getSignature();
      }
    },
    /** This project, through the JCA; like the others, it does not verify every answer. */
    OURS("vaultjca, through the JCA") {
      @Override
      Signer open(VaultAccess vault, Kind kind, String keyIdentifier) throws Exception {
        return ours(vault, kind, "first");
      }
    },
    /** This project, through the JCA, with its default settings. */
    OURS_VERIFIED("vaultjca, each signature verified") {
      @Override
      Signer open(VaultAccess vault, Kind kind, String keyIdentifier) throws Exception {
        return ours(vault, kind, "always");
      }
    },
    /** Microsoft's provider, through the JCA. */
    MICROSOFT("Microsoft's provider 2.10.1, through the JCA") {
      @Override
      Signer open(VaultAccess vault, Kind kind, String keyIdentifier) throws Exception {
        PrivateKey key = (PrivateKey) MicrosoftPeer.open(vault).getKey(kind.certificate(), null);
        Provider provider = new KeyVaultJcaProvider();
        return message -> jca(kind, provider, key, message);
      }
    };

    private final String title;

    Contender(String title) {
      this.title = title;
    }

    /** The name in a table. */
    String title() {
      return title;
    }

    /** Microsoft's provider returns ECDSA signatures only in DER, which is not the same work. */
    boolean signsWith(Kind kind) {
      return this != MICROSOFT || kind == Kind.RSA;
    }

    abstract Signer open(VaultAccess vault, Kind kind, String keyIdentifier) throws Exception;
  }

  private static Signer ours(VaultAccess vault, Kind kind, String verified) throws Exception {
    Provider provider = OurKeyStore.provider();
    KeyStore store =
        OurKeyStore.open(vault, provider, "azure.keyvault.verify-signatures=" + verified);
    PrivateKey key = (PrivateKey) store.getKey(kind.certificate(), null);
    return message -> jca(kind, provider, key, message);
  }

  private static byte[] jca(Kind kind, Provider provider, PrivateKey key, byte[] message)
      throws GeneralSecurityException {
    Signature signature = Signature.getInstance(kind.algorithm, provider);
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

  /** The request that all other ways also send. */
  final class BareRequest implements Signer {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();

    private final HttpClient client;
    private final String authorization;
    private final JsonNode certificate;
    private final Kind kind;
    private final URI sign;

    BareRequest(VaultAccess vault, Kind kind) throws Exception {
      this.kind = kind;
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
                          vault
                              .uri()
                              .resolve("/certificates/" + kind.certificate + "?api-version=7.6"))
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
          "{\"alg\":\""
              + kind.jwsName
              + "\",\"value\":\""
              + BASE64.encodeToString(sha256(message))
              + "\"}";
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

    /** The signature in an answer from {@link #sign}. */
    static byte[] signature(byte[] answer) throws IOException {
      return Base64.getUrlDecoder().decode(JSON.readTree(answer).path("value").asText());
    }
  }
}
