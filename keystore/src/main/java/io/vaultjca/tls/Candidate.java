package io.vaultjca.tls;

import io.vaultjca.key.Curve;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.MessageDigest;
import java.security.ProviderException;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPublicKey;
import java.time.Instant;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * A key entry that a handshake could use, with what handshakes ask of its certificate: read once,
 * for a server of many hosts asks it of thousands, and at every handshake.
 *
 * @param store the number of the key store, from 0 on
 * @param isReplaced whether a rotation has replaced it
 */
record Candidate(
    int store,
    KeyStore keyStore,
    String alias,
    X509Certificate certificate,
    Facts facts,
    boolean isReplaced) {
  private static final String ANY_USAGE = "2.5.29.37.0";
  private static final int DIGITAL_SIGNATURE = 0;
  private static final int KEY_ENCIPHERMENT = 2;
  private static final String RSA = "RSA";
  private static final String EC = "EC";

  Candidate(int store, KeyStore keyStore, String alias, X509Certificate certificate) {
    this(store, keyStore, alias, certificate, Facts.of(store, alias, certificate), false);
  }

  /** What handshakes ask of a certificate. */
  private record Facts(
      String name,
      String keyType,
      String issuerKeyType,
      Optional<String> signatureOfCurve,
      Instant notBefore,
      Instant notAfter,
      Set<Handshake.Purpose> purposes,
      boolean signs,
      HostNames hostNames) {
    static Facts of(int store, String alias, X509Certificate certificate) {
      return new Facts(
          store + "." + alias + "." + fingerprint(certificate),
          certificate.getPublicKey().getAlgorithm(),
          certificate.getSigAlgName().toUpperCase(Locale.ROOT).contains("ECDSA") ? EC : RSA,
          Candidate.signatureOfCurve(certificate),
          certificate.getNotBefore().toInstant(),
          certificate.getNotAfter().toInstant(),
          Candidate.purposes(certificate),
          permitsSignature(certificate),
          HostNames.of(certificate));
    }
  }

  /** An authority may give a serial number twice, and so may whoever writes a key store. */
  private static String fingerprint(X509Certificate certificate) {
    try {
      return HexFormat.of()
          .formatHex(MessageDigest.getInstance("SHA-256", "SUN").digest(certificate.getEncoded()));
    } catch (GeneralSecurityException e) {
      throw new ProviderException("The certificate has no encoding or this JVM lacks SUN", e);
    }
  }

  /** What the key store has under the alias now. */
  Candidate with(X509Certificate current) {
    return current.equals(certificate) ? this : new Candidate(store, keyStore, alias, current);
  }

  /** The same certificate, marked as one that a rotation has replaced. */
  Candidate asReplaced() {
    return new Candidate(store, keyStore, alias, certificate, facts, true);
  }

  Instant notBefore() {
    return facts.notBefore();
  }

  Instant notAfter() {
    return facts.notAfter();
  }

  /**
   * A name for exactly this certificate, which no rotation gives to another: the number of the key
   * store, the alias and the certificate's SHA-256 fingerprint.
   */
  String name() {
    return facts.name();
  }

  boolean isValidAt(Instant time) {
    return !time.isBefore(facts.notBefore()) && !time.isAfter(facts.notAfter());
  }

  /**
   * Whether a certificate has a key of the type, in the names that JSSE uses: {@code RSA}, {@code
   * EC}, {@code RSASSA-PSS}, {@code EC_EC} and {@code EC_RSA} (the second names the issuer's key).
   */
  private boolean isOfType(String type) {
    int issuer = type.indexOf('_');
    return issuer < 0
        ? facts.keyType().equals(type)
        : facts.keyType().equals(type.substring(0, issuer))
            && facts.issuerKeyType().equals(type.substring(issuer + 1));
  }

  /** Whether a handshake can do with it: its type, its validity, its purpose and the peer. */
  boolean isUsable(String type, Instant time, Handshake handshake) {
    return isOfType(type) && isValidAt(time) && suits(handshake);
  }

  /**
   * Whether the certificate is for the purpose and the peer can verify a signature of its key.
   *
   * <p>JDK 17 asks for one EC key whatever the client's curves are, and gives up on the whole
   * handshake if it gets one that the client cannot use; without one it goes on to RSA.
   */
  private boolean suits(Handshake handshake) {
    return facts.purposes().contains(handshake.purpose())
        // RFC 8446, section 4.4.2.2: TLS 1.3 has no key exchange that decrypts.
        && (facts.signs() || !handshake.tls13())
        && (handshake.signatures().isEmpty() || canBeVerified(handshake));
  }

  private boolean canBeVerified(Handshake handshake) {
    Set<String> signatures = handshake.signatures();
    return switch (facts.keyType()) {
      // RFC 8446, section 4.2.3: TLS 1.3 signs with PSS alone.
      case RSA ->
          signatures.contains("RSASSA-PSS")
              || (!handshake.tls13() && signatures.stream().anyMatch(s -> s.endsWith("withRSA")));
      case EC ->
          handshake.tls13()
              ? hasSignatureOfCurve(handshake)
              : facts.signatureOfCurve().isPresent()
                  && signatures.stream().anyMatch(s -> s.endsWith("withECDSA"));
      default -> true;
    };
  }

  /** Whether the peer takes the signature algorithm that goes with the key's curve. */
  boolean hasSignatureOfCurve(Handshake handshake) {
    return facts.signatureOfCurve().filter(handshake.signatures()::contains).isPresent();
  }

  /** How well the certificate fits the host that the client wants. */
  HostNames.Fit fit(Handshake handshake) {
    return handshake.host().map(facts.hostNames()::fit).orElse(HostNames.Fit.NONE);
  }

  /** The one algorithm that TLS 1.3 has for a curve (RFC 8446, section 4.2.3). */
  private static Optional<String> signatureOfCurve(X509Certificate certificate) {
    if (!(certificate.getPublicKey() instanceof ECPublicKey key)) {
      return Optional.empty();
    }
    return Curve.of(key.getParams())
        .flatMap(
            curve ->
                switch (curve) {
                  case P_256 -> Optional.of("SHA256withECDSA");
                  case P_384 -> Optional.of("SHA384withECDSA");
                  case P_521 -> Optional.of("SHA512withECDSA");
                  // TLS has no use for this one, and JSSE does not know it.
                  case P_256K -> Optional.empty();
                });
  }

  /** By the usages of RFC 5280, sections 4.2.1.3 and 4.2.1.12; without them it is for all. */
  private static Set<Handshake.Purpose> purposes(X509Certificate certificate) {
    EnumSet<Handshake.Purpose> purposes = EnumSet.noneOf(Handshake.Purpose.class);
    for (Handshake.Purpose purpose : Handshake.Purpose.values()) {
      if (permitsKey(certificate, purpose) && permitsPurpose(certificate, purpose)) {
        purposes.add(purpose);
      }
    }
    return purposes;
  }

  private static boolean permitsKey(X509Certificate certificate, Handshake.Purpose purpose) {
    return permitsSignature(certificate)
        // The RSA key exchange of TLS 1.2 decrypts.
        || (purpose == Handshake.Purpose.SERVER
            && certificate.getKeyUsage()[KEY_ENCIPHERMENT]
            && certificate.getPublicKey().getAlgorithm().equals(RSA));
  }

  private static boolean permitsSignature(X509Certificate certificate) {
    boolean[] usage = certificate.getKeyUsage();
    return usage == null || usage[DIGITAL_SIGNATURE];
  }

  private static boolean permitsPurpose(X509Certificate certificate, Handshake.Purpose purpose) {
    try {
      List<String> usages = certificate.getExtendedKeyUsage();
      return usages == null
          || usages.contains(purpose.extendedKeyUsage())
          || usages.contains(ANY_USAGE);
    } catch (CertificateParsingException e) {
      return false;
    }
  }
}
