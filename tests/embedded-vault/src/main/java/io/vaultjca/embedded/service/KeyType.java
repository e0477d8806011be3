package io.vaultjca.embedded.service;

import io.vaultjca.embedded.store.Settings;
import java.util.Map;

/**
 * The type of a key, {@code kty}.
 *
 * @param label as in responses
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

  /** The type without its place: RSA for {@code RSA} and {@code RSA-HSM}. */
  enum Family {
    RSA,
    EC,
    OCT,
    AKP
  }

  /**
   * Returns the type for the {@code kty} of a request. A Managed HSM silently keeps every key in
   * the HSM; AKP keys are always in an HSM (the specification's example of a creation).
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

  /** Returns the type of a key that can have a certificate. */
  static KeyType ofCertificate(String kty) throws ServiceException {
    Family family = FAMILIES.get(kty);
    if (family != Family.RSA && family != Family.EC) {
      throw invalid(kty);
    }
    return new KeyType(kty, family);
  }

  /** Returns the type of an existing key. */
  static KeyType stored(String label) {
    return new KeyType(label, FAMILIES.get(label));
  }

  /**
   * Refuses symmetric and ML-DSA keys in a vault without an HSM. The text is the service's for
   * RSA-HSM in a Standard vault (Azure/azure-sdk-for-net, issue 6551), the code is our choice.
   * Every vault accepts RSA-HSM and EC-HSM.
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
