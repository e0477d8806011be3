package io.vaultjca.embedded.crypto;

import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.PublicKey;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import org.bouncycastle.asn1.ASN1EncodableVector;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERIA5String;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.DERTaggedObject;
import org.bouncycastle.asn1.DERUTF8String;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.ExtensionsGenerator;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.X509ExtensionUtils;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.bc.BcX509ExtensionUtils;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.ContentSigner;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.pkcs.PKCS10CertificationRequestBuilder;
import org.bouncycastle.pkcs.jcajce.JcaPKCS10CertificationRequestBuilder;
import org.bouncycastle.util.IPAddress;

/**
 * Creates and parses X.509 certificates and PKCS#10 requests, with the extensions in the service's
 * order.
 */
public final class Certificates {
  private static final ASN1ObjectIdentifier UPN =
      new ASN1ObjectIdentifier("1.3.6.1.4.1.311.20.2.3");
  private static final int SERIAL_BYTES = 16;

  private Certificates() {}

  /**
   * Creates a certificate request, signed with its key.
   *
   * @return DER
   * @throws InvalidInputException if a name in the profile is malformed
   */
  public static byte[] request(KeyMaterial.Pair key, CertificateProfile profile)
      throws InvalidInputException {
    try {
      ExtensionsGenerator extensions = new ExtensionsGenerator();
      if (!profile.keyUsage().isEmpty()) {
        extensions.addExtension(Extension.keyUsage, true, KeyUsages.extension(profile.keyUsage()));
      }
      if (!profile.ekus().isEmpty()) {
        extensions.addExtension(Extension.extendedKeyUsage, false, ekus(profile));
      }
      GeneralNames names = alternativeNames(profile);
      if (names != null) {
        extensions.addExtension(
            Extension.subjectAlternativeName, profile.subject().isEmpty(), names);
      }
      extensions.addExtension(
          Extension.basicConstraints, profile.ca(), new BasicConstraints(profile.ca()));
      PKCS10CertificationRequestBuilder builder =
          new JcaPKCS10CertificationRequestBuilder(
              DistinguishedName.parse(profile.subject()), key.publicKey());
      builder.addAttribute(PKCSObjectIdentifiers.pkcs_9_at_extensionRequest, extensions.generate());
      return builder.build(signer(key)).getEncoded();
    } catch (IOException | OperatorCreationException impossible) {
      throw new IllegalStateException("a request could not be encoded", impossible);
    }
  }

  /**
   * Creates a self-signed certificate.
   *
   * @return DER
   * @throws InvalidInputException if a name in the profile is malformed
   */
  public static byte[] selfSigned(KeyMaterial.Pair key, CertificateProfile profile)
      throws InvalidInputException {
    return issue(key.publicKey(), profile, key, DistinguishedName.parse(profile.subject()));
  }

  /**
   * Creates a certificate signed by an issuer.
   *
   * @param issuer the issuer's certificate, DER
   * @return DER
   * @throws InvalidInputException if a name in the profile is malformed
   */
  public static byte[] issued(
      PublicKey subjectKey, CertificateProfile profile, KeyMaterial.Pair issuerKey, byte[] issuer)
      throws InvalidInputException {
    try {
      return issue(subjectKey, profile, issuerKey, new X509CertificateHolder(issuer).getSubject());
    } catch (IOException malformed) {
      throw new InvalidInputException("The issuer's certificate cannot be read.", malformed);
    }
  }

  private static byte[] issue(
      PublicKey subjectKey, CertificateProfile profile, KeyMaterial.Pair issuerKey, X500Name issuer)
      throws InvalidInputException {
    try {
      // RFC 5280: a serial number is a positive INTEGER of at most 20 bytes.
      byte[] serial = KeyMaterial.randomBytes(SERIAL_BYTES);
      serial[0] = (byte) ((serial[0] & 0x7f) | 0x40);
      X509v3CertificateBuilder builder =
          new JcaX509v3CertificateBuilder(
              issuer,
              new BigInteger(1, serial),
              Date.from(profile.from()),
              Date.from(profile.until()),
              DistinguishedName.parse(profile.subject()),
              subjectKey);
      if (!profile.keyUsage().isEmpty()) {
        builder.addExtension(Extension.keyUsage, true, KeyUsages.extension(profile.keyUsage()));
      }
      builder.addExtension(
          Extension.basicConstraints, profile.ca(), new BasicConstraints(profile.ca()));
      if (!profile.ekus().isEmpty()) {
        builder.addExtension(Extension.extendedKeyUsage, false, ekus(profile));
      }
      GeneralNames names = alternativeNames(profile);
      if (names != null) {
        builder.addExtension(Extension.subjectAlternativeName, profile.subject().isEmpty(), names);
      }
      X509ExtensionUtils identifiers = new BcX509ExtensionUtils();
      builder.addExtension(
          Extension.authorityKeyIdentifier,
          false,
          identifiers.createAuthorityKeyIdentifier(info(issuerKey.publicKey())));
      builder.addExtension(
          Extension.subjectKeyIdentifier,
          false,
          identifiers.createSubjectKeyIdentifier(info(subjectKey)));
      return builder.build(signer(issuerKey)).getEncoded();
    } catch (IOException | OperatorCreationException impossible) {
      throw new IllegalStateException("a certificate could not be encoded", impossible);
    }
  }

  /** Returns the SHA-1 thumbprint of a certificate. */
  public static byte[] thumbprint(byte[] certificate) {
    try {
      return MessageDigest.getInstance("SHA-1", Providers.SUN).digest(certificate);
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException("every JDK has SHA-1", impossible);
    }
  }

  /**
   * Parses a certificate in DER, without the JDK, which would search all providers for a
   * KeyFactory.
   *
   * @throws InvalidInputException if it is not a certificate
   */
  public static X509CertificateHolder parse(byte[] der) throws InvalidInputException {
    try {
      return new X509CertificateHolder(der);
    } catch (IOException malformed) {
      throw new InvalidInputException("The specified X.509 certificate is not valid.", malformed);
    }
  }

  private static SubjectPublicKeyInfo info(PublicKey key) {
    return SubjectPublicKeyInfo.getInstance(key.getEncoded());
  }

  private static ContentSigner signer(KeyMaterial.Pair key) throws OperatorCreationException {
    if (key instanceof KeyMaterial.Ec ec) {
      return new JcaContentSignerBuilder(ec.curve().digest() + "withECDSA")
          .setProvider(ec.curve().provider())
          .build(ec.privateKey());
    }
    return new JcaContentSignerBuilder("SHA256withRSA")
        .setProvider(Providers.RSA)
        .build(key.privateKey());
  }

  /**
   * Checks the subject, even if no certificate is created now.
   *
   * @throws InvalidInputException if it is malformed; the message names it
   */
  public static void checkSubject(CertificateProfile profile) throws InvalidInputException {
    DistinguishedName.parse(profile.subject());
  }

  /**
   * Checks the extended key usages.
   *
   * @throws InvalidInputException if one is not an object identifier; the message names it
   */
  public static void checkEkus(CertificateProfile profile) throws InvalidInputException {
    ekus(profile);
  }

  /**
   * Checks the subject alternative names.
   *
   * @throws InvalidInputException if one is not a name of its type; the message names it
   */
  public static void checkAlternativeNames(CertificateProfile profile)
      throws InvalidInputException {
    alternativeNames(profile);
  }

  private static ExtendedKeyUsage ekus(CertificateProfile profile) throws InvalidInputException {
    List<KeyPurposeId> purposes = new ArrayList<>();
    for (String oid : profile.ekus()) {
      try {
        purposes.add(KeyPurposeId.getInstance(new ASN1ObjectIdentifier(oid)));
      } catch (IllegalArgumentException malformed) {
        throw new InvalidInputException(
            "Invalid extended key usage '" + oid + "': it is no object identifier.", malformed);
      }
    }
    return new ExtendedKeyUsage(purposes.toArray(new KeyPurposeId[0]));
  }

  private static GeneralNames alternativeNames(CertificateProfile profile)
      throws InvalidInputException {
    List<GeneralName> names = new ArrayList<>();
    addAscii(names, GeneralName.dNSName, profile.dnsNames());
    addAscii(names, GeneralName.rfc822Name, profile.emails());
    for (String upn : profile.upns()) {
      ASN1EncodableVector other = new ASN1EncodableVector();
      other.add(UPN);
      other.add(new DERTaggedObject(true, 0, new DERUTF8String(upn)));
      names.add(new GeneralName(GeneralName.otherName, new DERSequence(other)));
    }
    addAscii(names, GeneralName.uniformResourceIdentifier, profile.uris());
    for (String address : profile.ipAddresses()) {
      if (!IPAddress.isValid(address)) {
        throw new InvalidInputException("Invalid IP address '" + address + "'.");
      }
      names.add(new GeneralName(GeneralName.iPAddress, address));
    }
    return names.isEmpty() ? null : new GeneralNames(names.toArray(new GeneralName[0]));
  }

  /** Adds names of a type that X.509 encodes as an IA5String. */
  private static void addAscii(List<GeneralName> names, int type, List<String> texts)
      throws InvalidInputException {
    for (String text : texts) {
      try {
        names.add(new GeneralName(type, new DERIA5String(text, true)));
      } catch (IllegalArgumentException malformed) {
        throw new InvalidInputException(
            "Invalid subject alternative name '" + text + "': it is not ASCII.", malformed);
      }
    }
  }
}
