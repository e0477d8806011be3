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

  Candidate(int store, KeyStore keyStore, String alias, X509Certificate certificate) {
    this(store, keyStore, alias, certificate, Facts.of(store, alias, certificate), false);
  }

  /** What handshakes ask of a certificate. */
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

  /** Whether it has a key of the type, which may do what the engine wants of it. */
  boolean isOfType(KeyType type) {
    return type.isOf(facts.keyType())
        && type.issuer().map(facts.issuerKeyType()::equals).orElse(true)
        && (type.curve().isEmpty() || type.curve().equals(facts.curve().map(Curve::standardName)))
        && (facts.signs() || !type.signs());
  }

  /** Whether a handshake can do with it: its validity, its purpose and the peer. */
  boolean isUsable(Instant time, Handshake handshake) {
    return isValidAt(time) && suits(handshake);
  }

  /** Whether an engine that gets no key of another type surely goes on to this one. */
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
      case KeyType.RSA ->
          signatures.contains("RSASSA-PSS")
              || (!handshake.tls13() && signatures.stream().anyMatch(s -> s.endsWith("withRSA")));
      case KeyType.EC ->
          handshake.tls13()
              ? hasSignatureOfCurve(handshake)
              : signatureOfCurve().isPresent()
                  && signatures.stream().anyMatch(s -> s.endsWith("withECDSA"));
      // Others have no names here; ML-DSA is not in TLS 1.2.
      default ->
          MlDsaParameterSet.ofName(facts.keyType()).isEmpty()
              || (handshake.tls13() && signatures.contains(facts.keyType()));
    };
  }

  /** Whether the peer takes the signature algorithm that goes with the key's curve. */
  boolean hasSignatureOfCurve(Handshake handshake) {
    return signatureOfCurve().filter(handshake.signatures()::contains).isPresent();
  }

  /** How well the certificate fits the host that the client wants. */
  HostNames.Fit fit(Handshake handshake) {
    return handshake.host().map(facts.hostNames()::fit).orElse(HostNames.Fit.NONE);
  }

  /** The one algorithm that TLS 1.3 has for a curve (RFC 8446, section 4.2.3). */
  private Optional<String> signatureOfCurve() {
    return facts
        .curve()
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
