package io.vaultjca.consumers;

import com.azure.core.credential.AccessToken;
import com.azure.core.credential.TokenCredential;
import com.azure.core.http.jdk.httpclient.JdkHttpClientBuilder;
import com.azure.security.keyvault.certificates.CertificateClient;
import com.azure.security.keyvault.certificates.CertificateClientBuilder;
import com.azure.security.keyvault.certificates.models.CertificateKeyCurveName;
import com.azure.security.keyvault.certificates.models.CertificateKeyType;
import com.azure.security.keyvault.certificates.models.CertificateKeyUsage;
import com.azure.security.keyvault.certificates.models.CertificatePolicy;
import com.azure.security.keyvault.certificates.models.MergeCertificateOptions;
import io.vaultjca.embedded.VaultServer;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.function.UnaryOperator;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import reactor.core.publisher.Mono;

/** Creates certificates for code signing in a vault, with the service's own SDK. */
final class SigningCertificates {
  static final String PASSWORD = "changeit";
  private static final String CODE_SIGNING = "1.3.6.1.5.5.7.3.3";

  private final CertificateClient client;

  SigningCertificates(VaultServer vault) throws IOException, GeneralSecurityException {
    TokenCredential credential =
        request ->
            Mono.just(
                new AccessToken(
                    vault.accessToken(), OffsetDateTime.now(ZoneOffset.UTC).plusHours(1)));
    client =
        new CertificateClientBuilder()
            .vaultUrl(vault.uri().toString())
            .credential(credential)
            .disableChallengeResourceVerification()
            .httpClient(
                new JdkHttpClientBuilder(
                        HttpClient.newBuilder().sslContext(trusting(vault.caCertificate())))
                    .build())
            .buildClient();
  }

  /** Trusts only the authorities of a PEM file. */
  static SSLContext trusting(Path pem) throws IOException, GeneralSecurityException {
    KeyStore trusted = KeyStore.getInstance("PKCS12");
    trusted.load(null, null);
    try (InputStream content = Files.newInputStream(pem)) {
      trusted.setCertificateEntry(
          "ca", CertificateFactory.getInstance("X.509").generateCertificate(content));
    }
    TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
    trust.init(trusted);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, trust.getTrustManagers(), null);
    return context;
  }

  /** A self-signed certificate with an RSA key of 2048 bits that cannot be exported. */
  X509Certificate rsa(String name) throws GeneralSecurityException {
    return create(name, policy(name).setKeyType(CertificateKeyType.RSA).setKeySize(2048));
  }

  /** A self-signed certificate with a P-256 key that cannot be exported. */
  X509Certificate p256(String name) throws GeneralSecurityException {
    return create(
        name,
        policy(name)
            .setKeyType(CertificateKeyType.EC)
            .setKeyCurveName(CertificateKeyCurveName.P_256));
  }

  private static CertificatePolicy policy(String name) {
    return new CertificatePolicy("Self", "CN=" + name + ", O=Example")
        .setExportable(false)
        .setKeyUsage(CertificateKeyUsage.DIGITAL_SIGNATURE)
        .setEnhancedKeyUsage(List.of(CODE_SIGNING))
        .setValidityInMonths(12);
  }

  private X509Certificate create(String name, CertificatePolicy policy)
      throws GeneralSecurityException {
    byte[] encoded =
        client
            .beginCreateCertificate(name, policy)
            .setPollInterval(Duration.ofMillis(20))
            .getFinalResult()
            .getCer();
    return (X509Certificate)
        CertificateFactory.getInstance("X.509")
            .generateCertificate(new java.io.ByteArrayInputStream(encoded));
  }

  /** Lets an authority sign the vault's request, and merges the certificate without issuers. */
  void merge(String name, UnaryOperator<byte[]> authority) {
    client.beginCreateCertificate(
        name,
        new CertificatePolicy("Unknown", "CN=" + name + ", O=Example")
            .setKeyType(CertificateKeyType.RSA)
            .setKeySize(2048)
            .setExportable(false)
            .setKeyUsage(CertificateKeyUsage.DIGITAL_SIGNATURE));
    byte[] request = client.getCertificateOperation(name).poll().getValue().getCsr();
    client.mergeCertificate(new MergeCertificateOptions(name, List.of(authority.apply(request))));
  }

  /** Disables the current version. */
  void disable(String name) {
    client.updateCertificateProperties(
        client.getCertificate(name).getProperties().setEnabled(false));
  }

  /** Writes a PKCS#12 file that trusts the certificates. */
  static Path trustStore(Path file, X509Certificate... certificates)
      throws IOException, GeneralSecurityException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    for (int i = 0; i < certificates.length; i++) {
      store.setCertificateEntry("trusted-" + i, certificates[i]);
    }
    try (OutputStream out = Files.newOutputStream(file)) {
      store.store(out, PASSWORD.toCharArray());
    }
    return file;
  }
}
