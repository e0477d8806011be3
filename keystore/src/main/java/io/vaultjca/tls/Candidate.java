package io.vaultjca.tls;

import io.vaultjca.key.Curve;
import io.vaultjca.key.MlDsaParameterSet;
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
 * A key entry that a handshake could use. Reads once what handshakes need of its certificate,
 * because a server with many hosts compares thousands of certificates at every handshake.
 *
 * @param store the number of the key store, starting at 0
 * @param isReplaced whether a rotation has replaced the entry
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

  Candidate(int store, KeyStore keyStore, String alias, X509Certificate certificate) {
    this(store, keyStore, alias, certificate, Facts.of(store, alias, certificate), false);
  }

  /** The properties of a certificate that handshakes compare. */
  private record Facts(
      String name,
      String keyType,
      String issuerKeyType,
      Optional<Curve> curve,
      Instant notBefore,
      Instant notAfter,
      Set<Handshake.Purpose> purposes,
      boolean signs,
      HostNames hostNames) {
    static Facts of(int store, String alias, X509Certificate certificate) {
      return new Facts(
          store + "." + alias + "." + fingerprint(certificate),
          MlDsaParameterSet.of(certificate.getPublicKey())
              .map(MlDsaParameterSet::standardName)
              .orElse(certificate.getPublicKey().getAlgorithm()),
          certificate.getSigAlgName().toUpperCase(Locale.ROOT).contains("ECDSA")
              ? KeyType.EC
              : KeyType.RSA,
          certificate.getPublicKey() instanceof ECPublicKey key
              ? Curve.of(key.getParams())
              : Optional.empty(),
          certificate.getNotBefore().toInstant(),
          certificate.getNotAfter().toInstant(),
          Candidate.purposes(certificate),
          permits(certificate, DIGITAL_SIGNATURE),
          HostNames.of(certificate));
    }
  }

  /** Identifies a certificate. A serial number does not: an authority may use one twice. */
  private static String fingerprint(X509Certificate certificate) {
    try {
      return HexFormat.of()
          .formatHex(MessageDigest.getInstance("SHA-256", "SUN").digest(certificate.getEncoded()));
    } catch (GeneralSecurityException e) {
      throw new ProviderException("The certificate has no encoding or this JVM lacks SUN", e);
    }
  }

  /** Returns this candidate with the current certificate of its alias. */
  Candidate with(X509Certificate current) {
    return current.equals(certificate) ? this : new Candidate(store, keyStore, alias, current);
  }

  /** Returns this candidate marked as replaced by a rotation. */
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
   * Returns a name that only this certificate has, even after a rotation: the number of the key
   * store, the alias and the certificate's SHA-256 fingerprint.
   */
  String name() {
    return facts.name();
  }

  boolean isValidAt(Instant time) {
    return !time.isBefore(facts.notBefore()) && !time.isAfter(facts.notAfter());
  }

  /** Whether the key is of a type and may be used as the engine requires. */
  boolean isOfType(KeyType type) {
    return type.isOf(facts.keyType())
        && type.issuer().map(facts.issuerKeyType()::equals).orElse(true)
        && (type.curve().isEmpty() || type.curve().equals(facts.curve().map(Curve::standardName)))
        && (facts.signs() || !type.signs());
  }

  /** Whether a handshake can use it: by its validity, its purpose and the peer's algorithms. */
  boolean isUsable(Instant time, Handshake handshake) {
    return isValidAt(time) && suits(handshake);
  }

  /** Whether an engine that gets no key of another type certainly requests this one next. */
  boolean isAskedForIn(Handshake handshake) {
    return facts.signs()
        && handshake.keyAlgorithms().contains(facts.keyType())
        && (facts.keyType().equals(KeyType.RSA)
            || handshake.signatures().isEmpty()
            || hasSignatureOfCurve(handshake));
  }

  /**
   * Whether the certificate is for the purpose and the peer can verify a signature of its key.
   *
   * <p>JDK 17 requests one EC key whatever the client's curves are. The whole handshake fails if
   * the client cannot use that key, but without an EC key the JDK goes on to RSA.
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
      // RFC 8446, section 4.2.3: TLS 1.3 signs with PSS only.
      case KeyType.RSA ->
          signatures.contains("RSASSA-PSS")
              || (!handshake.tls13() && signatures.stream().anyMatch(s -> s.endsWith("withRSA")));
      case KeyType.EC ->
          handshake.tls13()
              ? hasSignatureOfCurve(handshake)
              : signatureOfCurve().isPresent()
                  && signatures.stream().anyMatch(s -> s.endsWith("withECDSA"));
      // Other key types have no signature names here. TLS 1.2 does not support ML-DSA.
      default ->
          MlDsaParameterSet.ofName(facts.keyType()).isEmpty()
              || (handshake.tls13() && signatures.contains(facts.keyType()));
    };
  }

  /** Whether the peer accepts the signature algorithm for the key's curve. */
  boolean hasSignatureOfCurve(Handshake handshake) {
    return signatureOfCurve().filter(handshake.signatures()::contains).isPresent();
  }

  /** Returns how well the certificate fits the host that the client requests. */
  HostNames.Fit fit(Handshake handshake) {
    return handshake.host().map(facts.hostNames()::fit).orElse(HostNames.Fit.NONE);
  }

  /** Returns the only algorithm that TLS 1.3 has for a curve (RFC 8446, section 4.2.3). */
  private Optional<String> signatureOfCurve() {
    return facts
        .curve()
        .flatMap(
            curve ->
                switch (curve) {
                  case P_256 -> Optional.of("SHA256withECDSA");
                  case P_384 -> Optional.of("SHA384withECDSA");
                  case P_521 -> Optional.of("SHA512withECDSA");
                  // Neither TLS nor JSSE supports this curve.
                  case P_256K -> Optional.empty();
                });
  }

  /** Reads the usages of RFC 5280, 4.2.1.3 and 4.2.1.12; without them all purposes are allowed. */
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
    return permits(certificate, DIGITAL_SIGNATURE)
        // The RSA key exchange of TLS 1.2 decrypts.
        || (purpose == Handshake.Purpose.SERVER
            && permits(certificate, KEY_ENCIPHERMENT)
            && certificate.getPublicKey().getAlgorithm().equals(KeyType.RSA));
  }

  private static boolean permits(X509Certificate certificate, int usage) {
    boolean[] permitted = certificate.getKeyUsage();
    return permitted == null || permitted[usage];
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
