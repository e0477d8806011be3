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
    ObjectCollection<StorageAccount, SasDefinitions> storage,
    Object names) {

  /**
   * The SAS definitions of a storage account: on each name hangs the secret that gives its tokens.
   */
  public record SasDefinitions(ObjectCollection<SasDefinition, SasSecret> byName) {}

  /** The secret behind a SAS definition. */
  public record SasSecret(VaultObject<SecretVersion, Void> secret) {}

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
        new ObjectCollection<>(settings, names),
        names);
  }

  /** Those of a new storage account. */
  public SasDefinitions noSasDefinitions() {
    return new SasDefinitions(new ObjectCollection<>(settings, names));
  }

  /** A new identifier of a version or an operation. */
  public static String newVersion() {
    return UUID.randomUUID().toString().replace("-", "");
  }
}
