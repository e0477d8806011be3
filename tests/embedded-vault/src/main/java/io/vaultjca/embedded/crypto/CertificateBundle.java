package io.vaultjca.embedded.crypto;

import java.io.IOException;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.crypto.engines.DESedeEngine;
import org.bouncycastle.crypto.modes.CBCBlockCipher;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.operator.OutputEncryptor;
import org.bouncycastle.pkcs.PKCS12PfxPdu;
import org.bouncycastle.pkcs.PKCS12PfxPduBuilder;
import org.bouncycastle.pkcs.PKCS12SafeBag;
import org.bouncycastle.pkcs.PKCS12SafeBagBuilder;
import org.bouncycastle.pkcs.PKCSException;
import org.bouncycastle.pkcs.bc.BcPKCS12MacCalculatorBuilder;
import org.bouncycastle.pkcs.bc.BcPKCS12PBEOutputEncryptorBuilder;
import org.bouncycastle.util.io.pem.PemObject;

/**
 * The content of the secret behind a certificate: the chain and, if it is exportable, the private
 * key.
 *
 * @param key null if it is not exportable
 * @param chain DER, the certificate first
 */
public record CertificateBundle(KeyMaterial.Pair key, List<byte[]> chain) {
  private static final int ITERATIONS = 2_000;

  /** Returns a PKCS#12 file with an empty password, as the service does. */
  public byte[] pkcs12() {
    char[] password = new char[0];
    try {
      PKCS12PfxPduBuilder file = new PKCS12PfxPduBuilder();
      DEROctetString link = new DEROctetString(Certificates.thumbprint(chain.get(0)));
      List<PKCS12SafeBag> certificates = new ArrayList<>();
      for (byte[] der : chain) {
        PKCS12SafeBagBuilder bag = new PKCS12SafeBagBuilder(new X509CertificateHolder(der));
        if (certificates.isEmpty() && key != null) {
          bag.addBagAttribute(PKCSObjectIdentifiers.pkcs_9_at_localKeyId, link);
        }
        certificates.add(bag.build());
      }
      if (key != null) {
        PKCS12SafeBagBuilder bag =
            new PKCS12SafeBagBuilder(
                PrivateKeyInfo.getInstance(key.privateKey().getEncoded()), encryptor(password));
        bag.addBagAttribute(PKCSObjectIdentifiers.pkcs_9_at_localKeyId, link);
        file.addData(bag.build());
      }
      file.addEncryptedData(encryptor(password), certificates.toArray(new PKCS12SafeBag[0]));
      PKCS12PfxPdu built =
          file.build(new BcPKCS12MacCalculatorBuilder().setIterationCount(ITERATIONS), password);
      return built.getEncoded();
    } catch (IOException | PKCSException impossible) {
      throw new IllegalStateException("a PKCS#12 file could not be made", impossible);
    }
  }

  /** Returns PEM: the key as PKCS#8, if it is exportable, and the chain. */
  public String pem() {
    StringWriter text = new StringWriter();
    try (JcaPEMWriter writer = new JcaPEMWriter(text)) {
      if (key != null) {
        writer.writeObject(new PemObject("PRIVATE KEY", key.privateKey().getEncoded()));
      }
      for (byte[] der : chain) {
        writer.writeObject(new PemObject("CERTIFICATE", der));
      }
    } catch (IOException impossible) {
      throw new IllegalStateException("writing to a string failed", impossible);
    }
    return text.toString();
  }

  /**
   * PBE with SHA-1 and Triple-DES, the only scheme that accepts an empty password and that every
   * reader of PKCS#12 supports. It protects nothing; neither does the service's.
   */
  private static OutputEncryptor encryptor(char[] password) {
    return new BcPKCS12PBEOutputEncryptorBuilder(
            PKCSObjectIdentifiers.pbeWithSHAAnd3_KeyTripleDES_CBC,
            CBCBlockCipher.newInstance(new DESedeEngine()))
        .setIterationCount(ITERATIONS)
        .build(password);
  }
}
