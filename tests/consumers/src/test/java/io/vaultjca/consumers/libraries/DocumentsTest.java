package io.vaultjca.consumers.libraries;

import static org.assertj.core.api.Assertions.assertThat;

import com.lowagie.text.pdf.PdfDictionary;
import com.lowagie.text.pdf.PdfName;
import com.lowagie.text.pdf.PdfReader;
import com.lowagie.text.pdf.PdfSignature;
import com.lowagie.text.pdf.PdfSignatureAppearance;
import com.lowagie.text.pdf.PdfStamper;
import com.lowagie.text.pdf.PdfString;
import eu.europa.esig.dss.cades.CAdESSignatureParameters;
import eu.europa.esig.dss.cades.signature.CAdESService;
import eu.europa.esig.dss.enumerations.SignatureLevel;
import eu.europa.esig.dss.enumerations.SignaturePackaging;
import eu.europa.esig.dss.model.DSSDocument;
import eu.europa.esig.dss.model.InMemoryDocument;
import eu.europa.esig.dss.spi.validation.CommonCertificateVerifier;
import eu.europa.esig.dss.token.DSSPrivateKeyEntry;
import eu.europa.esig.dss.token.KeyStoreSignatureTokenConnection;
import io.vaultjca.consumers.fixture.Full;
import io.vaultjca.consumers.fixture.Position;
import io.vaultjca.consumers.fixture.ServedVault;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.KeyStore.PasswordProtection;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.xml.crypto.dsig.XMLSignatureFactory;
import javax.xml.crypto.dsig.dom.DOMValidateContext;
import javax.xml.parsers.DocumentBuilderFactory;
import net.jsign.AuthenticodeSigner;
import net.jsign.Signable;
import org.apache.pdfbox.Loader;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.PDPage;
import org.apache.pdfbox.pdmodel.interactive.digitalsignature.PDSignature;
import org.apache.xml.security.Init;
import org.apache.xml.security.algorithms.MessageDigestAlgorithm;
import org.apache.xml.security.signature.XMLSignature;
import org.apache.xml.security.transforms.Transforms;
import org.bouncycastle.asn1.ASN1InputStream;
import org.bouncycastle.asn1.ASN1Primitive;
import org.bouncycastle.asn1.cms.ContentInfo;
import org.bouncycastle.cert.jcajce.JcaCertStore;
import org.bouncycastle.cms.CMSProcessableByteArray;
import org.bouncycastle.cms.CMSSignedData;
import org.bouncycastle.cms.CMSSignedDataGenerator;
import org.bouncycastle.cms.SignerInformation;
import org.bouncycastle.cms.jcajce.JcaSignerInfoGeneratorBuilder;
import org.bouncycastle.cms.jcajce.JcaSimpleSignerInfoVerifierBuilder;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.operator.ContentSigner;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.operator.jcajce.JcaDigestCalculatorProviderBuilder;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceAccessMode;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.w3c.dom.Document;
import org.w3c.dom.Node;

/** Libraries that sign documents and programs with keys in the vault. */
@Full
@ResourceLock(value = Position.PROVIDERS, mode = ResourceAccessMode.READ)
class DocumentsTest {
  private static ServedVault vault;
  private static Position.Registration registered;
  private static KeyStore store;
  private static PrivateKey key;
  private static X509Certificate certificate;
  private static Certificate[] chain;

  @TempDir private Path folder;

  @BeforeAll
  static void openVault() throws Exception {
    vault =
        ServedVault.with(
            """
            {"certificates": [{"name": "release", "kty": "RSA", "chain": 2}]}
            """);
    registered = Position.LAST.register();
    store = vault.keyStore();
    key = (PrivateKey) store.getKey("release", null);
    chain = store.getCertificateChain("release");
    certificate = (X509Certificate) chain[0];
  }

  @AfterAll
  static void closeVault() {
    registered.close();
    vault.close();
  }

  private static void isSigned(CMSSignedData cms) throws Exception {
    SignerInformation signer = cms.getSignerInfos().getSigners().iterator().next();
    assertThat(
            signer.verify(
                new JcaSimpleSignerInfoVerifierBuilder()
                    .setProvider(new BouncyCastleProvider())
                    .build(certificate)))
        .isTrue();
  }

  private static CMSSignedData cms(byte[] content) throws Exception {
    ContentSigner signer =
        new JcaContentSignerBuilder("SHA256withRSA").setProvider("AzureKeyVault").build(key);
    CMSSignedDataGenerator generator = new CMSSignedDataGenerator();
    generator.addSignerInfoGenerator(
        new JcaSignerInfoGeneratorBuilder(new JcaDigestCalculatorProviderBuilder().build())
            .build(signer, certificate));
    generator.addCertificates(new JcaCertStore(List.of(chain)));
    return generator.generate(new CMSProcessableByteArray(content), false);
  }

  @Test
  void pdfBoxSignsByCms() throws Exception {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (PDDocument document = Loader.loadPDF(pdf())) {
      PDSignature signature = new PDSignature();
      // Shown: PDFBox
      signature.setFilter(PDSignature.FILTER_ADOBE_PPKLITE);
      signature.setSubFilter(PDSignature.SUBFILTER_ADBE_PKCS7_DETACHED);
      document.addSignature(signature, content -> cmsOf(content)); // CMS by BouncyCastle
      document.saveIncremental(out);
      // Shown: end
    }
    isSignedPdf(out.toByteArray());
  }

  private static byte[] pdf() throws IOException {
    ByteArrayOutputStream page = new ByteArrayOutputStream();
    try (PDDocument document = new PDDocument()) {
      document.addPage(new PDPage());
      document.save(page);
    }
    return page.toByteArray();
  }

  private static void isSignedPdf(byte[] content) throws Exception {
    try (PDDocument signed = Loader.loadPDF(content)) {
      PDSignature signature = signed.getSignatureDictionaries().get(0);
      // Zeros fill the rest of the space that is reserved for the signature.
      ASN1Primitive cms = new ASN1InputStream(signature.getContents(content)).readObject();
      isSigned(
          new CMSSignedData(
              new CMSProcessableByteArray(signature.getSignedContent(content)),
              ContentInfo.getInstance(cms)));
    }
  }

  private static byte[] cmsOf(InputStream content) throws IOException {
    try {
      return cms(content.readAllBytes()).getEncoded();
    } catch (IOException e) {
      throw e;
    } catch (Exception e) {
      throw new IOException(e);
    }
  }

  @Test
  void openPdfSignsByCms() throws Exception {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    PdfStamper stamper = PdfStamper.createSignature(new PdfReader(pdf()), out, '\0');
    PdfSignatureAppearance appearance = stamper.getSignatureAppearance();
    int room = 8192;
    // Shown: OpenPDF
    appearance.setCryptoDictionary(
        new PdfSignature(PdfName.ADOBE_PPKLITE, PdfName.ADBE_PKCS7_DETACHED));
    appearance.preClose(new HashMap<>(Map.of(PdfName.CONTENTS, 2 * room + 2))); // in hexadecimal
    byte[] cms = cmsOf(appearance.getRangeStream()); // CMS by BouncyCastle
    PdfDictionary contents = new PdfDictionary();
    contents.put(PdfName.CONTENTS, new PdfString(Arrays.copyOf(cms, room)).setHexWriting(true));
    appearance.close(contents);
    // Shown: end
    isSignedPdf(out.toByteArray());
  }

  @Test
  void santuarioSignsXml() throws Exception {
    DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
    factory.setNamespaceAware(true);
    Document document =
        factory
            .newDocumentBuilder()
            .parse(new ByteArrayInputStream("<deal/>".getBytes(StandardCharsets.UTF_8)));
    Init.init();
    Transforms transforms = new Transforms(document);
    transforms.addTransform(Transforms.TRANSFORM_ENVELOPED_SIGNATURE);
    // Shown: Santuario
    XMLSignature signature =
        new XMLSignature(document, "", XMLSignature.ALGO_ID_SIGNATURE_RSA_SHA256);
    document.getDocumentElement().appendChild(signature.getElement());
    signature.addDocument("", transforms, MessageDigestAlgorithm.ALGO_ID_DIGEST_SHA256);
    signature.addKeyInfo(certificate);
    signature.sign(key);
    // Shown: end
    Node element =
        document
            .getElementsByTagNameNS(javax.xml.crypto.dsig.XMLSignature.XMLNS, "Signature")
            .item(0);
    assertThat(
            XMLSignatureFactory.getInstance("DOM", "XMLDSig")
                .unmarshalXMLSignature(new DOMValidateContext(certificate.getPublicKey(), element))
                .validate(new DOMValidateContext(certificate.getPublicKey(), element)))
        .isTrue();
  }

  @Test
  void dssSignsByCades() throws Exception {
    Path file = vault.file(folder.resolve("vault.properties"));
    DSSDocument document = new InMemoryDocument("a deal".getBytes(StandardCharsets.UTF_8));
    CAdESService service = new CAdESService(new CommonCertificateVerifier());
    CAdESSignatureParameters parameters = new CAdESSignatureParameters();
    parameters.setSignatureLevel(SignatureLevel.CAdES_BASELINE_B);
    parameters.setSignaturePackaging(SignaturePackaging.ENVELOPING);
    // Shown: EU DSS
    PasswordProtection none = new PasswordProtection(null);
    var token = new KeyStoreSignatureTokenConnection(file.toFile(), "AzureKeyVault", none);
    DSSPrivateKeyEntry entry = token.getKeys().get(0);
    parameters.setSigningCertificate(entry.getCertificate());
    var value =
        token.sign(
            service.getDataToSign(document, parameters), parameters.getDigestAlgorithm(), entry);
    DSSDocument signed = service.signDocument(document, parameters, value);
    // Shown: end
    token.close();
    try (InputStream content = signed.openStream()) {
      isSigned(new CMSSignedData(content.readAllBytes()));
    }
  }

  @Test
  void jsignSignsByAuthenticode() throws Exception {
    File file = Files.writeString(folder.resolve("hello.ps1"), "Write-Host hello\r\n").toFile();
    // Shown: jsign
    AuthenticodeSigner signer = new AuthenticodeSigner(store, "release", null);
    signer.withTimestamping(false); // or withTimestampingAuthority("http://…")
    signer.sign(Signable.of(file));
    // Shown: end
    isSigned(new CMSSignedData(Signable.of(file).getSignatures().get(0).getEncoded()));
  }
}
