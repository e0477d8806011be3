package io.vaultjca.embedded.store;

import java.util.UUID;

/**
 * The whole state of a vault. Thread-safe.
 *
 * @param baseUri the prefix of identifiers: {@code https://HOST:PORT} without a trailing slash
 * @param names the lock to hold while a name is checked and taken, or a certificate's operation
 *     changes, because a certificate shares its name with its key and its secret. Reading does not
 *     need a lock
 */
public record VaultState(
    Settings settings,
    String baseUri,
    ObjectCollection<KeyVersion, RotationPolicy> keys,
    ObjectCollection<SecretVersion, Void> secrets,
    ObjectCollection<CertificateVersion, CertificateState> certificates,
    ObjectCollection<StorageAccount, SasDefinitions> storage,
    Object names) {

  /** The SAS definitions of a storage account, each with the secret that returns its tokens. */
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

  /** Returns the definitions of a new storage account. */
  public SasDefinitions noSasDefinitions() {
    return new SasDefinitions(new ObjectCollection<>(settings, names));
  }

  /** Returns a new identifier for a version or an operation. */
  public static String newVersion() {
    return UUID.randomUUID().toString().replace("-", "");
  }
}
