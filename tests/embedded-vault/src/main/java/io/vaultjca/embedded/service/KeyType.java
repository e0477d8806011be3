package io.vaultjca.embedded.service;

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
          "oct-HSM", Family.OCT);

  /** What the cryptography depends on. */
  enum Family {
    RSA,
    EC,
    OCT
  }

  /** The type of that name; a Managed HSM silently keeps every key in the HSM. */
  static KeyType of(String kty, boolean managedHsm) throws ServiceException {
    Family family = FAMILIES.get(kty);
    if (family == null || (family == Family.OCT && !managedHsm)) {
      throw ServiceException.badParameter("Invalid kty value: '" + kty + "'").about("kty");
    }
    return new KeyType(managedHsm && !kty.endsWith("-HSM") ? kty + "-HSM" : kty, family);
  }
}
