package io.vaultjca.embedded.crypto;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.StringReader;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.openssl.PEMException;
import org.bouncycastle.openssl.PEMKeyPair;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.openssl.jcajce.JceOpenSSLPKCS8DecryptorProviderBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.pkcs.PKCS8EncryptedPrivateKeyInfo;
import org.bouncycastle.pkcs.PKCSException;

/**
 * The content of a PKCS#12 or PEM file: one private key, its certificate and the issuers.
 *
 * @param chain DER, the key's certificate first, the others in the order of the file
 */
public record ImportedCertificate(KeyMaterial.Pair key, List<byte[]> chain) {

  /**
   * Parses a PKCS#12 file.
   *
   * @param password null for none
   * @throws InvalidInputException if it is malformed or does not contain a private key
   */
  public static ImportedCertificate pkcs12(byte[] file, String password)
      throws InvalidInputException {
    char[] secret = password == null ? new char[0] : password.toCharArray();
    try {
      KeyStore store = KeyStore.getInstance("PKCS12", Providers.bouncyCastle());
      store.load(new ByteArrayInputStream(file), secret);
      for (String alias : Collections.list(store.aliases())) {
        Key key = store.getKey(alias, secret);
        if (key != null) {
          List<byte[]> chain = new ArrayList<>();
          Certificate[] found = store.getCertificateChain(alias);
          if (found == null) {
            throw new InvalidInputException(
                "The specified PKCS#12 X.509 certificate content does not contain the certificate of its private key.");
          }
          for (Certificate certificate : found) {
            chain.add(certificate.getEncoded());
          }
          // Certificates outside the chain are kept, too.
          for (String other : Collections.list(store.aliases())) {
            add(chain, store.getCertificate(other));
          }
          return of(key.getEncoded(), chain);
        }
      }
    } catch (GeneralSecurityException | IOException | RuntimeException unreadable) {
      // BouncyCastle may throw any exception for malformed ASN.1.
      throw new InvalidInputException(
          "The specified PKCS#12 X.509 certificate content can not be read. Please check if certificate is in valid PKCS#12 format and the password is right.",
          unreadable);
    }
    throw new InvalidInputException(
        "The specified PKCS#12 X.509 certificate content does not contain a private key.");
  }

  /**
   * Parses PEM: a private key (PKCS#8, also encrypted, PKCS#1 or SEC 1) and certificates.
   *
   * @param password null for none
   * @throws InvalidInputException if it is malformed or does not contain a private key
   */
  public static ImportedCertificate pem(String text, String password) throws InvalidInputException {
    byte[] key = null;
    List<byte[]> chain = new ArrayList<>();
    try (PEMParser parser = new PEMParser(new StringReader(text))) {
      for (Object object = parser.readObject(); object != null; object = parser.readObject()) {
        if (object instanceof X509CertificateHolder certificate) {
          chain.add(certificate.getEncoded());
        } else if (object instanceof PrivateKeyInfo info) {
          key = info.getEncoded();
        } else if (object instanceof PEMKeyPair pair) {
          key = pair.getPrivateKeyInfo().getEncoded();
        } else if (object instanceof PKCS8EncryptedPrivateKeyInfo encrypted) {
          key = decrypt(encrypted, password).getEncoded();
        }
      }
    } catch (IOException
        | OperatorCreationException
        | PKCSException
        | RuntimeException unreadable) {
      // BouncyCastle may throw any exception for malformed ASN.1.
      throw new InvalidInputException(
          "The specified PEM X.509 certificate content can not be read. Please check if certificate is in valid PEM format.",
          unreadable);
    }
    if (key == null || chain.isEmpty()) {
      throw new InvalidInputException(
          "The specified PEM X.509 certificate content must contain a private key and a certificate.");
    }
    return of(key, chain);
  }

  private static PrivateKeyInfo decrypt(PKCS8EncryptedPrivateKeyInfo encrypted, String password)
      throws PEMException, OperatorCreationException, PKCSException {
    if (password == null) {
      throw new PEMException("the private key is encrypted and there is no password");
    }
    return encrypted.decryptPrivateKeyInfo(
        new JceOpenSSLPKCS8DecryptorProviderBuilder()
            .setProvider(Providers.bouncyCastle())
            .build(password.toCharArray()));
  }

  private static ImportedCertificate of(byte[] pkcs8, List<byte[]> chain)
      throws InvalidInputException {
    // The file's first certificate may belong to another key.
    InvalidInputException last = null;
    for (byte[] der : chain) {
      byte[] spki = new CertificateDescription(der).publicKey();
      try {
        KeyMaterial.Pair key = KeyParts.pair(pkcs8, spki);
        List<byte[]> ordered = new ArrayList<>(chain);
        ordered.remove(der);
        ordered.add(0, der);
        return new ImportedCertificate(key, ordered);
      } catch (InvalidInputException another) {
        last = another;
      }
    }
    throw last == null ? new InvalidInputException("There is no certificate.") : last;
  }

  private static void add(List<byte[]> chain, Certificate certificate)
      throws GeneralSecurityException {
    if (certificate == null) {
      return;
    }
    byte[] der = certificate.getEncoded();
    if (chain.stream().noneMatch(known -> Arrays.equals(known, der))) {
      chain.add(der);
    }
  }
}
