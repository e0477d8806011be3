package io.vaultjca.command.certificates;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.vaultjca.command.Run;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.PublicKey;
import java.security.cert.CertPath;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.List;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.operator.jcajce.JcaContentVerifierProviderBuilder;
import org.bouncycastle.pkcs.PKCS10CertificationRequest;
import org.bouncycastle.pkcs.jcajce.JcaPKCS10CertificationRequest;
import org.junit.jupiter.api.Test;

/** A certificate from an external authority: the request, its reply, and wrong replies. */
class MergeTest extends CertificateRuns {
  private final TestAuthority root;
  private final TestAuthority between;

  MergeTest() throws Exception {
    root = TestAuthority.root("CN=Root");
    between = root.authority("CN=Between");
  }

  /** Creates a request, checks it with BouncyCastle, and returns its public key. */
  private PublicKey requested(String name) throws Exception {
    Path csr = folder.resolve(name + ".csr");
    Run made =
        succeeds(
            "certificates create " + name + " --issuer Unknown --subject CN=web --output",
            csr.toString());
    assertThat(made.out()).contains(csr.toString(), "merge");
    try (PEMParser parser = new PEMParser(new StringReader(Files.readString(csr)))) {
      PKCS10CertificationRequest request = (PKCS10CertificationRequest) parser.readObject();
      assertThat(
              request.isSignatureValid(
                  new JcaContentVerifierProviderBuilder().build(request.getSubjectPublicKeyInfo())))
          .isTrue();
      assertThat(request.getSubject()).hasToString("CN=web");
      return new JcaPKCS10CertificationRequest(request).getPublicKey();
    }
  }

  @Test
  void takesAReplyInAnyFormAndAnyOrder() throws Exception {
    X509Certificate leaf = between.issue("CN=web", requested("pem"), false);
    // Some authorities send the root first, and text in between.
    String pem =
        "Root:\n"
            + TestAuthority.pem(root.certificate())
            + "Leaf:\n"
            + TestAuthority.pem(leaf, between.certificate());
    assertThat(succeeds("certificates merge pem --tag a=b", file("reply.pem", pem)).out())
        .isEqualToIgnoringNewLines("Merged 3 certificates into pem.");
    assertThat(certificates(succeeds("certificates download pem --chain").bytes()))
        .containsExactly(leaf, between.certificate(), root.certificate());
    assertThat(sdk.getCertificate("pem").getProperties().getTags()).containsEntry("a", "b");

    X509Certificate other = between.issue("CN=web", requested("p7"), false);
    CertPath path =
        CertificateFactory.getInstance("X.509")
            .generateCertPath(List.of(other, between.certificate()));
    succeeds("certificates merge p7", file("reply.p7b", path.getEncoded("PKCS7")));
    assertThat(certificates(succeeds("certificates download p7 --chain").bytes()))
        .containsExactly(other, between.certificate());

    X509Certificate third = between.issue("CN=web", requested("der"), false);
    succeeds(
        "certificates merge der",
        file("between.cer", between.certificate().getEncoded()),
        file("leaf.cer", third.getEncoded()));
    assertThat(certificates(succeeds("certificates download der --chain").bytes()))
        .containsExactly(third, between.certificate());
  }

  @Test
  void refusesOtherFilesAndLeavesTheRequestPending() throws Exception {
    X509Certificate leaf = between.issue("CN=web", requested("web"), false);
    String own = file("leaf.pem", TestAuthority.pem(leaf));
    String foreign = file("foreign.pem", TestAuthority.pem(between.leaf("CN=web").certificate()));
    fails(run("certificates merge web", foreign), "None of the certificates is for the key");
    String rootFile = file("root.pem", TestAuthority.pem(root.certificate()));
    fails(run("certificates merge web", own, rootFile), "CN=Root is not in the chain of CN=web");
    String namesake =
        file("namesake.pem", TestAuthority.pem(TestAuthority.root("CN=Between").certificate()));
    fails(run("certificates merge web", own, namesake), "is not signed by that of CN=Between");
    String key = file("key.pem", TestAuthority.pem(leaf, between.keys().getPrivate()));
    fails(run("certificates merge web", key), "holds a private key");
    fails(run("certificates merge web", file("text", "nothing")), "is not a file of certificates");
    assertThat(vault.counters().requests("certificates/merge")).isZero();

    // A leaf without its issuers is also a reply.
    succeeds("certificates merge web", own);
    fails(run("certificates merge web", own), "does not wait for a merge");
    fails(run("certificates merge nothing", own), "404");
  }

  @Test
  void showsCancelsAndDeletesThePendingRequest() throws Exception {
    Run printed = succeeds("certificates create web --issuer Unknown");
    assertThat(printed.out()).startsWith("-----BEGIN CERTIFICATE REQUEST-----\n");
    assertThat(succeeds("certificates pending show web --csr").bytes()).isEqualTo(printed.bytes());
    Path csr = folder.resolve("web.csr");
    succeeds("certificates pending show web --csr --output", csr.toString());
    assertThat(csr).hasBinaryContent(printed.bytes());
    fails("certificates pending show web --output " + folder.resolve("x"), "--csr");
    JsonNode pending = json("certificates pending show web");
    assertThat(json("certificates pending show web --csr").get("pem").asText())
        .isEqualTo(printed.out());
    assertThat(pending.get("status").asText()).isEqualTo("inProgress");
    assertThat(pending.get("issuer").asText()).isEqualTo("Unknown");
    assertThat(
            new PKCS10CertificationRequest(Base64.getDecoder().decode(pending.get("csr").asText()))
                .getSubject())
        .hasToString("CN=web");

    fails("certificates pending cancel web", "--yes");
    assertThat(
            json("certificates pending cancel web --yes").get("cancellationRequested").asBoolean())
        .isTrue();
    assertThat(json("certificates pending show web").get("status").asText()).isEqualTo("cancelled");
    fails("certificates pending delete web", "--yes");
    succeeds("certificates pending delete web --yes");
    fails("certificates pending show web", "404");
    assertThat(run("certificates pending show ../x").exitCode()).isEqualTo(2);
  }
}
