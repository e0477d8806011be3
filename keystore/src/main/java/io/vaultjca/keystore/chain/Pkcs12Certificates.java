package io.vaultjca.keystore.chain;

import java.io.IOException;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeoutException;
import javax.crypto.Cipher;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import javax.crypto.spec.PBEParameterSpec;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.pkcs.AuthenticatedSafe;
import org.bouncycastle.asn1.pkcs.CertBag;
import org.bouncycastle.asn1.pkcs.ContentInfo;
import org.bouncycastle.asn1.pkcs.EncryptedData;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.Pfx;
import org.bouncycastle.asn1.pkcs.SafeBag;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.jspecify.annotations.Nullable;

/**
 * Reads only the certificates of a PKCS#12 file that has no password.
 *
 * <p>The JDK's key store cannot do that: it drops the certificates of a file without a private key,
 * and the service returns such a file for a key that is not exportable.
 */
final class Pkcs12Certificates {
  /** "No password" is one of these, depending on the writer of the file (RFC 7292, appendix B). */
  private static final char[][] NO_PASSWORD = {{}, {'\0'}};

  /**
   * Three parts or tries of 600,000 iterations, the most that is common. A file with more would
   * block the caller for minutes or hours.
   */
  private static final long MOST_ITERATIONS = 2_000_000;

  private final long end;
  private long iterations;
  private @Nullable IOException refusal;
  private boolean late;

  private Pkcs12Certificates(Duration time) {
    this.end = System.nanoTime() + time.toNanos();
  }

  /** Reads a file. Starts no key derivation after the given time. */
  static List<X509Certificate> read(byte[] pkcs12, Duration time)
      throws IOException, GeneralSecurityException, TimeoutException {
    try {
      return new Pkcs12Certificates(time).read(Pfx.getInstance(pkcs12));
    } catch (IllegalArgumentException
        | IllegalStateException
        | ClassCastException
        | NullPointerException
        | IndexOutOfBoundsException e) {
      // BouncyCastle throws these if the ASN.1 is well-formed but is not PKCS#12.
      throw new IOException("The PKCS#12 file is malformed", e);
    }
  }

  private List<X509Certificate> read(Pfx file)
      throws IOException, GeneralSecurityException, TimeoutException {
    ContentInfo[] contents =
        AuthenticatedSafe.getInstance(octets(file.getAuthSafe())).getContentInfo();
    IOException failure = new IOException("The PKCS#12 file cannot be read without a password");
    for (char[] password : NO_PASSWORD) {
      try {
        return certificates(contents, password);
      } catch (GeneralSecurityException | IOException | IllegalArgumentException e) {
        if (refusal != null) {
          throw refusal;
        }
        if (late) {
          throw new TimeoutException("its PKCS#12 file takes too long to decrypt");
        }
        // With the wrong password the padding may be right by chance, but the result is not ASN.1.
        failure.addSuppressed(e);
      }
    }
    throw failure;
  }

  private List<X509Certificate> certificates(ContentInfo[] contents, char[] password)
      throws IOException, GeneralSecurityException {
    List<X509Certificate> certificates = new ArrayList<>();
    for (ContentInfo content : contents) {
      boolean encrypted = content.getContentType().equals(PKCSObjectIdentifiers.encryptedData);
      for (ASN1Encodable each :
          ASN1Sequence.getInstance(encrypted ? decrypt(content, password) : octets(content))) {
        SafeBag bag = SafeBag.getInstance(each);
        if (bag.getBagId().equals(PKCSObjectIdentifiers.certBag)) {
          ASN1Encodable value = CertBag.getInstance(bag.getBagValue()).getCertValue();
          certificates.add(
              CertificateChains.certificate(ASN1OctetString.getInstance(value).getOctets()));
        }
      }
    }
    return certificates;
  }

  private static byte[] octets(ContentInfo content) {
    return ASN1OctetString.getInstance(content.getContent()).getOctets();
  }

  private byte[] decrypt(ContentInfo content, char[] password)
      throws IOException, GeneralSecurityException {
    EncryptedData data = EncryptedData.getInstance(content.getContent());
    return cipher(data.getEncryptionAlgorithm(), password).doFinal(data.getContent().getOctets());
  }

  private Cipher cipher(AlgorithmIdentifier algorithm, char[] password)
      throws GeneralSecurityException, IOException {
    boolean pbes2 = algorithm.getAlgorithm().equals(PKCSObjectIdentifiers.id_PBES2);
    AlgorithmParameters parameters =
        AlgorithmParameters.getInstance(
            pbes2 ? "PBES2" : algorithm.getAlgorithm().getId(), "SunJCE");
    parameters.init(algorithm.getParameters().toASN1Primitive().getEncoded());
    requireBounded(parameters.getParameterSpec(PBEParameterSpec.class).getIterationCount());
    // The JDK's PBES2 parameters return the name of their cipher from toString.
    String name = pbes2 ? parameters.toString() : algorithm.getAlgorithm().getId();
    Cipher cipher = Cipher.getInstance(name, "SunJCE");
    cipher.init(
        Cipher.DECRYPT_MODE,
        SecretKeyFactory.getInstance(pbes2 ? name : "PBE", "SunJCE")
            .generateSecret(new PBEKeySpec(password)),
        parameters);
    return cipher;
  }

  /** Counts the iterations of all parts and all tries together. */
  private void requireBounded(int asked) throws IOException {
    iterations += Math.max(asked, 0);
    late = System.nanoTime() - end >= 0;
    if (iterations > MOST_ITERATIONS) {
      IOException tooMany =
          new IOException(
              """
              The PKCS#12 file needs %d iterations of key derivation in all its parts and tries, \
              and the limit is %d"""
                  .formatted(iterations, MOST_ITERATIONS));
      refusal = tooMany;
      throw tooMany;
    }
    if (late) {
      throw new IOException("the time has run out");
    }
  }
}
