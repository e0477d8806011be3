package io.vaultjca.keystore.chain;

import java.io.IOException;
import java.io.InputStream;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import javax.crypto.Cipher;
import javax.crypto.CipherInputStream;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import javax.crypto.spec.PBEParameterSpec;
import org.bouncycastle.asn1.pkcs.ContentInfo;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.operator.InputDecryptor;
import org.bouncycastle.operator.InputDecryptorProvider;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.pkcs.PKCS12PfxPdu;
import org.bouncycastle.pkcs.PKCS12SafeBag;
import org.bouncycastle.pkcs.PKCS12SafeBagFactory;
import org.bouncycastle.pkcs.PKCSException;

/**
 * Reads the certificates, and nothing but the certificates, of a PKCS#12 file without a password.
 *
 * <p>The JDK's key store cannot: it drops the certificates of a file that holds no private key, as
 * the service gives it for a key that is not exportable.
 */
final class Pkcs12Certificates {
  /** No password is either of these, depending on who wrote the file (RFC 7292, appendix B). */
  private static final char[][] NO_PASSWORD = {{}, {'\0'}};

  /**
   * Ten times what anybody writes, for all parts of a file together: a file that asks for more
   * would keep the caller for hours.
   */
  private static final int MOST_ITERATIONS = 6_000_000;

  private Pkcs12Certificates() {}

  static List<X509Certificate> read(byte[] pkcs12) throws IOException, GeneralSecurityException {
    try {
      return read(new PKCS12PfxPdu(pkcs12));
    } catch (IllegalArgumentException
        | IllegalStateException
        | ClassCastException
        | NullPointerException
        | IndexOutOfBoundsException e) {
      // What BouncyCastle throws where the ASN.1 is well-formed but not that of PKCS#12.
      throw new IOException("The PKCS#12 file is malformed", e);
    }
  }

  private static List<X509Certificate> read(PKCS12PfxPdu file)
      throws IOException, GeneralSecurityException {
    IOException failure = new IOException("The PKCS#12 file cannot be read without a password");
    for (char[] password : NO_PASSWORD) {
      try {
        return certificates(file, provider(password));
      } catch (PKCSException | IOException | IllegalArgumentException | CertificateException e) {
        // The wrong password may decrypt to something that is padded by chance, but no ASN.1.
        failure.addSuppressed(e);
      }
    }
    throw failure;
  }

  private static List<X509Certificate> certificates(
      PKCS12PfxPdu file, InputDecryptorProvider decryptor)
      throws PKCSException, IOException, GeneralSecurityException {
    List<X509Certificate> certificates = new ArrayList<>();
    for (ContentInfo content : file.getContentInfos()) {
      PKCS12SafeBagFactory bags =
          content.getContentType().equals(PKCSObjectIdentifiers.encryptedData)
              ? new PKCS12SafeBagFactory(content, decryptor)
              : new PKCS12SafeBagFactory(content);
      for (PKCS12SafeBag bag : bags.getSafeBags()) {
        if (bag.getType().equals(PKCSObjectIdentifiers.certBag)) {
          certificates.add(
              CertificateChains.certificate(
                  ((X509CertificateHolder) bag.getBagValue()).getEncoded()));
        }
      }
    }
    return certificates;
  }

  private static InputDecryptorProvider provider(char[] password) {
    AtomicLong iterations = new AtomicLong();
    return algorithm -> {
      Cipher cipher;
      try {
        cipher = cipher(algorithm, password, iterations);
      } catch (GeneralSecurityException | IOException e) {
        throw new OperatorCreationException(
            "the encryption " + algorithm.getAlgorithm() + " is not known", e);
      }
      return new InputDecryptor() {
        @Override
        public AlgorithmIdentifier getAlgorithmIdentifier() {
          return algorithm;
        }

        @Override
        public InputStream getInputStream(InputStream encrypted) {
          return new CipherInputStream(encrypted, cipher);
        }
      };
    };
  }

  private static Cipher cipher(
      AlgorithmIdentifier algorithm, char[] password, AtomicLong iterations)
      throws GeneralSecurityException, IOException {
    boolean pbes2 = algorithm.getAlgorithm().equals(PKCSObjectIdentifiers.id_PBES2);
    AlgorithmParameters parameters =
        AlgorithmParameters.getInstance(
            pbes2 ? "PBES2" : algorithm.getAlgorithm().getId(), "SunJCE");
    parameters.init(algorithm.getParameters().toASN1Primitive().getEncoded());
    int asked = parameters.getParameterSpec(PBEParameterSpec.class).getIterationCount();
    if (iterations.addAndGet(asked) > MOST_ITERATIONS) {
      throw new IOException(
          "it asks for " + iterations.get() + " iterations of its key derivation");
    }
    // The JDK's PBES2 parameters print the name of the cipher that they are for.
    String name = pbes2 ? parameters.toString() : algorithm.getAlgorithm().getId();
    Cipher cipher = Cipher.getInstance(name, "SunJCE");
    cipher.init(
        Cipher.DECRYPT_MODE,
        SecretKeyFactory.getInstance(pbes2 ? name : "PBE", "SunJCE")
            .generateSecret(new PBEKeySpec(password)),
        parameters);
    return cipher;
  }
}
