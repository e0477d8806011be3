package io.vaultjca.keystore.selfsigned;

import io.vaultjca.VaultException;
import io.vaultjca.handle.PrivateHandle;
import io.vaultjca.keystore.chain.CertificateChains;
import io.vaultjca.vault.Attributes;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.Date;
import java.util.Optional;
import java.util.regex.Pattern;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.x500.RDN;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x500.style.IETFUtils;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.asn1.x509.SubjectKeyIdentifier;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.cert.X509v3CertificateBuilder;

/**
 * Makes a self-signed certificate for a key.
 *
 * <p>Everything except the signature follows from the key, its times in the vault and the subject.
 * So two JVMs make the same certificate, and for an RSA key the same bytes.
 */
public final class SelfSignedCertificate {
  /** Allows for clocks that differ, as the service does in its own self-signed certificates. */
  private static final Duration BACKDATED = Duration.ofMinutes(10);

  /** Means that the end is undefined (RFC 5280, section 4.1.2.5). */
  private static final Instant NO_END = Instant.parse("9999-12-31T23:59:59Z");

  private static final int SERIAL_LENGTH = 16;
  private static final int KEY_IDENTIFIER_LENGTH = 20;

  /** A common name that programs compare with a host name: with a dot, or localhost. */
  private static final Pattern HOST =
      Pattern.compile("(?i)localhost|(\\*\\.)?([a-z0-9]([a-z0-9-]*[a-z0-9])?\\.)+[a-z][a-z0-9-]*");

  private static final Pattern IP_ADDRESS = Pattern.compile("(\\d{1,3}\\.){3}\\d{1,3}|[^:]*:.*:.*");

  private SelfSignedCertificate() {}

  /**
   * Makes a certificate, which the vault signs. One request. The signature is verified.
   *
   * @param subject the name of subject and issuer as in RFC 2253
   * @param attributes the certificate is valid from the creation of the key until its expiry, if it
   *     has one
   * @param now the creation time if the service does not report it
   */
  public static X509Certificate make(
      PrivateHandle key, String subject, Attributes attributes, Instant now) throws VaultException {
    try {
      VaultSigner signer = VaultSigner.of(key);
      X509Certificate certificate =
          CertificateChains.certificate(
              builder(key, subject, attributes, now).build(signer).getEncoded());
      signer.requireSigned(certificate);
      return certificate;
    } catch (UncheckedIOException e) {
      throw failed(key, e.getCause() == null ? e : e.getCause());
    } catch (IOException | GeneralSecurityException e) {
      throw failed(key, e);
    }
  }

  private static VaultException failed(PrivateHandle key, Exception cause) {
    VaultException.Reason reason = VaultException.Reason.UNUSABLE;
    if (cause instanceof VaultException e
        && e.reason() != VaultException.Reason.OPERATION_NOT_PERMITTED) {
      reason = e.reason();
    }
    return new VaultException(
        reason,
        "The key %s gets no self-signed certificate. %s".formatted(key, cause.getMessage()),
        cause);
  }

  private static X509v3CertificateBuilder builder(
      PrivateHandle key, String subject, Attributes attributes, Instant now)
      throws IOException, GeneralSecurityException {
    X500Name name = X500Name.getInstance(new X500Principal(subject).getEncoded());
    byte[] publicKey = key.publicKey().getEncoded();
    Instant begin =
        attributes.created().orElse(now).truncatedTo(ChronoUnit.SECONDS).minus(BACKDATED);
    Instant end = attributes.expires().orElse(NO_END).truncatedTo(ChronoUnit.SECONDS);
    X509v3CertificateBuilder builder =
        new X509v3CertificateBuilder(
            name,
            serial(name.getEncoded(), publicKey, begin + " " + end),
            Date.from(begin),
            Date.from(end),
            name,
            SubjectPublicKeyInfo.getInstance(publicKey));
    builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(false));
    builder.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature));
    builder.addExtension(
        Extension.subjectKeyIdentifier,
        false,
        new SubjectKeyIdentifier(Arrays.copyOf(sha256().digest(publicKey), KEY_IDENTIFIER_LENGTH)));
    Optional<GeneralName> host = host(name);
    if (host.isPresent()) {
      builder.addExtension(Extension.subjectAlternativeName, false, new GeneralNames(host.get()));
    }
    return builder;
  }

  /** Makes a positive serial number that changes with anything else in the certificate. */
  private static BigInteger serial(byte[] name, byte[] publicKey, String validity)
      throws GeneralSecurityException {
    MessageDigest digest = sha256();
    digest.update(name);
    digest.update(publicKey);
    byte[] hash = digest.digest(validity.getBytes(StandardCharsets.US_ASCII));
    return new BigInteger(1, Arrays.copyOf(hash, SERIAL_LENGTH)).setBit(0);
  }

  private static MessageDigest sha256() throws GeneralSecurityException {
    return MessageDigest.getInstance("SHA-256", "SUN");
  }

  /** Returns the common name if it is a host name or an IP address. */
  private static Optional<GeneralName> host(X500Name name) {
    RDN[] commonNames = name.getRDNs(BCStyle.CN);
    if (commonNames.length != 1) {
      return Optional.empty();
    }
    ASN1Encodable value = commonNames[0].getFirst().getValue();
    String commonName = IETFUtils.valueToString(value);
    if (HOST.matcher(commonName).matches()) {
      return Optional.of(new GeneralName(GeneralName.dNSName, commonName));
    }
    try {
      return IP_ADDRESS.matcher(commonName).matches()
          ? Optional.of(new GeneralName(GeneralName.iPAddress, commonName))
          : Optional.empty();
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }
}
