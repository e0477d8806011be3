package io.vaultjca.embedded.store;

import java.util.List;

/**
 * The policy for new versions of a certificate. Complete: the service fills in what a client omits.
 *
 * @param keySize bits; also for curves
 * @param crv null for RSA
 * @param certTransparency null if never given; the response then omits it
 * @param certificateType null if never given
 * @param platformManaged null unless the platform issues the certificate
 */
public record CertificatePolicy(
    boolean exportable,
    String kty,
    int keySize,
    boolean reuseKey,
    String crv,
    String contentType,
    String subject,
    SubjectAlternativeNames names,
    List<String> ekus,
    List<String> keyUsage,
    int validityMonths,
    boolean ca,
    List<LifetimeAction> lifetimeActions,
    String issuer,
    Boolean certTransparency,
    String certificateType,
    boolean enabled,
    long created,
    long updated,
    PlatformManaged platformManaged) {

  /**
   * A certificate that the platform issues and renews.
   *
   * @param certificateUsage such as {@code PublicTLSServerAuth}
   * @param names from its metadata
   */
  public record PlatformManaged(String certificateUsage, SubjectAlternativeNames names) {
    public static final String ISSUER = "PlatformManaged";
  }

  /** The alternative names; a list is null if it was never given. */
  public record SubjectAlternativeNames(
      List<String> emails,
      List<String> dnsNames,
      List<String> upns,
      List<String> uris,
      List<String> ipAddresses) {

    public static final SubjectAlternativeNames NONE =
        new SubjectAlternativeNames(null, null, null, null, null);

    public boolean isEmpty() {
      return equals(NONE);
    }
  }

  /**
   * One action and its trigger: exactly one of the two numbers is set.
   *
   * @param type {@code AutoRenew} or {@code EmailContacts}
   */
  public record LifetimeAction(String type, Integer lifetimePercentage, Integer daysBeforeExpiry) {}

  /** Returns whether the certificate is self-signed. */
  public boolean selfSigned() {
    return issuer.equals("Self");
  }

  /** Returns whether the platform's CA issues the certificate. */
  public boolean fromPlatform() {
    return issuer.equals(PlatformManaged.ISSUER);
  }
}
