package io.vaultjca.embedded.service;

import java.util.List;

/**
 * A version of the REST API. Versions are compared by their position in the list of all versions.
 *
 * <p>The version of each feature comes from the specification (Azure/azure-rest-api-specs,
 * specification/keyvault/data-plane: {@code main.tsp} and the {@code @added} of {@code
 * models.tsp}); for hsmPlatform, preserveCertOrder and platformManaged also from recordings.
 */
record ApiVersion(String name) {
  private static final List<String> KNOWN =
      List.of(
          "7.0-preview",
          "7.0",
          "7.1-preview",
          "7.1",
          "7.2-preview",
          "7.2",
          "7.3-preview",
          "7.3",
          "7.4-preview.1",
          "7.4",
          "7.5-preview.1",
          "7.5",
          "7.6-preview.1",
          "7.6-preview.2",
          "7.6",
          "2025-06-01-preview",
          "2025-07-01",
          "2026-01-01-preview",
          "2026-03-01-preview",
          "2026-04-01",
          "2026-05-01-preview",
          "2026-07-01-preview");

  /** The version for seeds, which can use every feature. */
  static final ApiVersion NEWEST = new ApiVersion(KNOWN.get(KNOWN.size() - 1));

  /**
   * Returns the version that a request names.
   *
   * @param name null if it does not name one
   */
  static ApiVersion of(String name) throws ServiceException {
    if (name == null || name.isEmpty()) {
      throw ServiceException.badParameter("api-version must be specified");
    }
    if (!KNOWN.contains(name)) {
      throw ServiceException.badParameter(
          "The specified version (%s) is not recognized. Consider using the latest supported version (%s)."
              .formatted(name, "2025-07-01"));
    }
    return new ApiVersion(name);
  }

  /** Keys have {@code hsmPlatform}. */
  boolean hasHsmPlatform() {
    return isAtLeast("7.5-preview.1");
  }

  /** Certificates and their operations have {@code preserveCertOrder}. */
  boolean hasPreserveCertOrder() {
    return isAtLeast("7.6-preview.1");
  }

  /** The platform can issue certificates. */
  boolean hasPlatformManaged() {
    return isAtLeast("2026-03-01-preview");
  }

  /** Subject alternative names can be URIs and IP addresses: {@code uris}, {@code ipAddresses}. */
  boolean hasUrisAndAddresses() {
    return isAtLeast("2025-06-01-preview");
  }

  /** Secrets have {@code previousVersion}. */
  boolean hasPreviousVersion() {
    return isAtLeast("2025-06-01-preview");
  }

  /** Keys have the attributes {@code key_size} and {@code external_key}. */
  boolean hasKeySizeAndExternalKeys() {
    return isAtLeast("2026-01-01-preview");
  }

  /** Keys of type AKP, their {@code alg} and {@code pub}, and external_mu and context of ML-DSA. */
  boolean hasMlDsa() {
    return isAtLeast("2026-05-01-preview");
  }

  /** Storage accounts and SAS definitions, which later versions of the specification lack. */
  boolean hasStorage() {
    return !isAtLeast("2026-03-01-preview");
  }

  private boolean isAtLeast(String other) {
    return KNOWN.indexOf(name) >= KNOWN.indexOf(other);
  }
}
