package io.vaultjca.embedded.store;

import java.util.UUID;

/**
 * Everything a vault holds. Thread-safe.
 *
 * @param baseUri how identifiers begin: {@code https://HOST:PORT}, without a slash at its end
 * @param names the lock to hold while a name is checked and taken, or a certificate's operation
 *     moves on: a certificate's name is also that of its key and of its secret. Reading needs no
 *     lock
 */
public record VaultState(
    Settings settings,
    String baseUri,
    ObjectCollection<KeyVersion, RotationPolicy> keys,
    ObjectCollection<SecretVersion, Void> secrets,
    ObjectCollection<CertificateVersion, CertificateState> certificates,
    Object names) {

  public VaultState(Settings settings, String baseUri) {
    this(settings, baseUri, new Object());
  }

  private VaultState(Settings settings, String baseUri, Object names) {
    this(
        settings,
        baseUri,
        new ObjectCollection<>(settings, names),
        new ObjectCollection<>(settings, names),
        new ObjectCollection<>(settings, names),
        names);
  }

  /** A new identifier of a version or an operation. */
  public static String newVersion() {
    return UUID.randomUUID().toString().replace("-", "");
  }
}
