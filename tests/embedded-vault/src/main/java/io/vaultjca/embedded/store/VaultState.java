package io.vaultjca.embedded.store;

import java.util.UUID;

/**
 * Everything a vault holds. Thread-safe.
 *
 * @param baseUri how identifiers begin: {@code https://HOST:PORT}, without a slash at its end
 */
public record VaultState(
    Settings settings,
    String baseUri,
    ObjectCollection<KeyVersion, RotationPolicy> keys,
    ObjectCollection<SecretVersion, Void> secrets,
    ObjectCollection<CertificateVersion, CertificateState> certificates) {

  public VaultState(Settings settings, String baseUri) {
    this(
        settings,
        baseUri,
        new ObjectCollection<>(settings),
        new ObjectCollection<>(settings),
        new ObjectCollection<>(settings));
  }

  /** A new identifier of a version or an operation. */
  public static String newVersion() {
    return UUID.randomUUID().toString().replace("-", "");
  }
}
