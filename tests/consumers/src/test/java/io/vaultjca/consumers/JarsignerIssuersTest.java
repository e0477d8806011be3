package io.vaultjca.consumers;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.vaultjca.consumers.fixture.Full;
import io.vaultjca.embedded.VaultServer;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.AccessDescription;
import org.bouncycastle.asn1.x509.AuthorityInformationAccess;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.pkcs.jcajce.JcaPKCS10CertificationRequest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** jarsigner signs with a certificate that the vault holds without its issuers. */
@Full
class JarsignerIssuersTest {
  @TempDir private Path folder;
  private final List<String> requests = new CopyOnWriteArrayList<>();

  private static X509Certificate issue(
      String issuer, KeyPair signer, String subject, PublicKey key, String address)
      throws Exception {
    boolean authority = address.isEmpty() || address.endsWith("/root.cer");
    JcaX509v3CertificateBuilder builder =
        new JcaX509v3CertificateBuilder(
            new X500Name(issuer),
            BigInteger.valueOf(System.nanoTime()),
            Date.from(Instant.now().minusSeconds(60)),
            // jarsigner warns if a certificate expires within half a year.
            Date.from(Instant.now().plusSeconds(31_536_000)),
            new X500Name(subject),
            key);
    builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(authority));
    builder.addExtension(
        Extension.keyUsage,
        true,
        new KeyUsage(authority ? KeyUsage.keyCertSign : KeyUsage.digitalSignature));
    if (!authority) {
      builder.addExtension(
          Extension.extendedKeyUsage, false, new ExtendedKeyUsage(KeyPurposeId.id_kp_codeSigning));
    }
    if (!address.isEmpty()) {
      builder.addExtension(
          Extension.authorityInfoAccess,
          false,
          new AuthorityInformationAccess(
              AccessDescription.id_ad_caIssuers,
              new GeneralName(GeneralName.uniformResourceIdentifier, address)));
    }
    return new JcaX509CertificateConverter()
        .getCertificate(
            builder.build(new JcaContentSignerBuilder("SHA256withRSA").build(signer.getPrivate())));
  }

  private static KeyPair rsa() throws Exception {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
    generator.initialize(2048);
    return generator.generateKeyPair();
  }

  private HttpServer serve(Map<String, X509Certificate> certificates) throws Exception {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          requests.add(
              "%s %s %s"
                  .formatted(
                      exchange.getRequestMethod(),
                      exchange.getRequestURI(),
                      new TreeSet<>(exchange.getRequestHeaders().keySet())));
          try (exchange) {
            byte[] content = certificates.get(exchange.getRequestURI().getPath()).getEncoded();
            exchange.sendResponseHeaders(200, content.length);
            exchange.getResponseBody().write(content);
          } catch (CertificateEncodingException e) {
            throw new IllegalStateException(e);
          }
        });
    server.start();
    return server;
  }

  @Test
  void jarVerifiesStrictlyWithTheRootAloneOnceIssuersAreFetched() throws Exception {
    KeyPair rootKeys = rsa();
    KeyPair issuingKeys = rsa();
    Map<String, X509Certificate> served = new ConcurrentHashMap<>();
    HttpServer server = serve(served);
    try (VaultServer vault = VaultServer.start()) {
      String host = "127.0.0.1:" + server.getAddress().getPort();
      String http = "http://" + host;
      X509Certificate root = issue("CN=Root", rootKeys, "CN=Root", rootKeys.getPublic(), "");
      served.put("/root.cer", root);
      served.put(
          "/issuing.cer",
          issue("CN=Root", rootKeys, "CN=Issuing", issuingKeys.getPublic(), http + "/root.cer"));
      new SigningCertificates(vault)
          .merge("release", csr -> leaf(csr, issuingKeys, http + "/issuing.cer"));
      Path trust = SigningCertificates.trustStore(folder.resolve("root.p12"), root);

      Path properties = vault.writeProperties(folder.resolve("vault.properties"));
      assertThat(sign(properties).succeeds().output())
          .contains("azure.keyvault.chain-from-issuers=true");
      assertThat(verify(trust).fails().output()).contains("certificate chain is invalid");
      assertThat(requests).isEmpty();

      Files.writeString(
          properties,
          """
          %s
          azure.keyvault.chain-from-issuers=true
          azure.keyvault.chain-hosts=%s"""
              .formatted(Files.readString(properties), host));
      sign(properties).succeeds();
      assertThat(verify(trust).succeeds().output())
          .contains("jar verified.")
          .doesNotContain("certificate chain is invalid");
      assertThat(requests)
          .containsExactly(
              "GET /issuing.cer [Accept, Accept-encoding, Connection, Host, User-agent]",
              "GET /root.cer [Accept, Accept-encoding, Connection, Host, User-agent]");
    } finally {
      server.stop(0);
    }
  }

  private static byte[] leaf(byte[] csr, KeyPair issuer, String address) {
    try {
      PublicKey key = new JcaPKCS10CertificationRequest(csr).getPublicKey();
      return issue("CN=Issuing", issuer, "CN=release, O=Example", key, address).getEncoded();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  private Tool.Outcome sign(Path properties) throws Exception {
    SampleJar.write(folder.resolve("app.jar"));
    return new Tool(folder)
        .run(
            "jarsigner",
            "-J--module-path=" + Product.jar(),
            "-addprovider",
            "AzureKeyVault",
            "-keystore",
            properties.toString(),
            "-storetype",
            "AzureKeyVault",
            "-protected",
            "app.jar",
            "release");
  }

  private Tool.Outcome verify(Path trust) {
    return new Tool(folder)
        .run(
            "jarsigner",
            "-verify",
            "-strict",
            "-keystore",
            trust.toString(),
            "-storepass",
            SigningCertificates.PASSWORD,
            "app.jar");
  }
}
