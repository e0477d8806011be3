package io.vaultjca.keystore.chain;

import java.io.IOException;
import java.io.InputStream;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeoutException;
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
   * Three parts, or tries, of the 600,000 that are the most that anybody writes: a file that asks
   * for more would keep the caller for minutes or hours.
   */
  private static final long MOST_ITERATIONS = 2_000_000;

  private final long end;
  private long iterations;
  private IOException refusal;
  private boolean late;

  private Pkcs12Certificates(Duration time) {
    this.end = System.nanoTime() + time.toNanos();
  }

  /** Reads a file. After so long no derivation of a key begins any more. */
  static List<X509Certificate> read(byte[] pkcs12, Duration time)
      throws IOException, GeneralSecurityException, TimeoutException {
    try {
      return new Pkcs12Certificates(time).read(new PKCS12PfxPdu(pkcs12));
    } catch (IllegalArgumentException
        | IllegalStateException
        | ClassCastException
        | NullPointerException
        | IndexOutOfBoundsException e) {
      // What BouncyCastle throws where the ASN.1 is well-formed but not that of PKCS#12.
      throw new IOException("The PKCS#12 file is malformed", e);
    }
  }

  private List<X509Certificate> read(PKCS12PfxPdu file)
      throws IOException, GeneralSecurityException, TimeoutException {
    IOException failure = new IOException("The PKCS#12 file cannot be read without a password");
    for (char[] password : NO_PASSWORD) {
      try {
        return certificates(file, provider(password));
      } catch (PKCSException | IOException | IllegalArgumentException | CertificateException e) {
        if (refusal != null) {
          throw refusal;
        }
        if (late) {
          throw new TimeoutException("its PKCS#12 file takes too long to decrypt");
        }
        // The wrong password may decrypt to something that is padded by chance, but not ASN.1.
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

  private InputDecryptorProvider provider(char[] password) {
    return algorithm -> {
      Cipher cipher;
      try {
        cipher = cipher(algorithm, password);
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

  private Cipher cipher(AlgorithmIdentifier algorithm, char[] password)
      throws GeneralSecurityException, IOException {
    boolean pbes2 = algorithm.getAlgorithm().equals(PKCSObjectIdentifiers.id_PBES2);
    AlgorithmParameters parameters =
        AlgorithmParameters.getInstance(
            pbes2 ? "PBES2" : algorithm.getAlgorithm().getId(), "SunJCE");
    parameters.init(algorithm.getParameters().toASN1Primitive().getEncoded());
    requireBounded(parameters.getParameterSpec(PBEParameterSpec.class).getIterationCount());
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

  /** All parts of a file and all tries count together. */
  private void requireBounded(int asked) throws IOException {
    iterations += Math.max(asked, 0);
    late = System.nanoTime() - end >= 0;
    if (iterations > MOST_ITERATIONS) {
      refusal =
          new IOException(
              """
              The PKCS#12 file asks for %d iterations of its key derivation, all parts and tries \
              together, and %d are the most"""
                  .formatted(iterations, MOST_ITERATIONS));
      throw refusal;
    }
    if (late) {
      throw new IOException("its time is over");
    }
  }
}
