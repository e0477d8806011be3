package io.vaultjca.embedded.service;

import io.vaultjca.embedded.store.Settings;
import java.util.Map;

/**
 * The type of a key, {@code kty}.
 *
 * @param label as answers spell it
 */
record KeyType(String label, Family family) {
  private static final Map<String, Family> FAMILIES =
      Map.of(
          "RSA", Family.RSA,
          "RSA-HSM", Family.RSA,
          "EC", Family.EC,
          "EC-HSM", Family.EC,
          "oct", Family.OCT,
          "oct-HSM", Family.OCT,
          "AKP", Family.AKP,
          "AKP-HSM", Family.AKP);

  /** What the cryptography depends on. */
  enum Family {
    RSA,
    EC,
    OCT,
    AKP
  }

  /**
   * The type that a request for a new key names. A Managed HSM silently keeps every key in the HSM;
   * a key of type AKP is kept in one anywhere (the specification's example of a creation).
   */
  static KeyType of(String kty, Settings settings, ApiVersion api) throws ServiceException {
    Family family = FAMILIES.get(kty);
    boolean unknown =
        family == null
            || (family == Family.AKP && !api.hasMlDsa())
            || (kty.equals("oct") && !settings.managedHsm());
    if (unknown) {
      throw invalid(kty);
    }
    boolean hsm = settings.managedHsm() || family == Family.AKP;
    KeyType type = new KeyType(hsm && !kty.endsWith("-HSM") ? kty + "-HSM" : kty, family);
    type.checkPlace(settings);
    return type;
  }

  /** The type of a key that can have a certificate. */
  static KeyType ofCertificate(String kty) throws ServiceException {
    Family family = FAMILIES.get(kty);
    if (family != Family.RSA && family != Family.EC) {
      throw invalid(kty);
    }
    return new KeyType(kty, family);
  }

  /** The type of a key that exists. */
  static KeyType stored(String label) {
    return new KeyType(label, FAMILIES.get(label));
  }

  /**
   * Refuses what only an HSM keeps in a vault that has none: symmetric keys and those for ML-DSA.
   * The words are the service's for RSA-HSM in a Standard vault (Azure/azure-sdk-for-net, issue
   * 6551), its code is our choice. RSA-HSM and EC-HSM themselves are taken by every vault.
   */
  void checkPlace(Settings settings) throws ServiceException {
    boolean needsHsm = family == Family.OCT || family == Family.AKP;
    if (needsHsm && !settings.managedHsm() && !settings.premium()) {
      throw ServiceException.badParameter("Hardware key operation not allowed on standard vault")
          .about("kty");
    }
  }

  private static ServiceException invalid(String kty) {
    return ServiceException.badParameter("Invalid kty value: '" + kty + "'").about("kty");
  }
}
