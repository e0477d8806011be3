package io.vaultjca.embedded.store;

import java.util.Map;

/**
 * One version of a key, a secret or a certificate, or something that has no versions. Immutable: a
 * change is a new record.
 */
public sealed interface Version
    permits KeyVersion, SecretVersion, CertificateVersion, StorageAccount, SasDefinition {
  /** 32 hexadecimal digits; empty for what has no versions. */
  String version();

  Attributes attributes();

  /** Null if none were ever given: the service tells that from an empty list. */
  Map<String, String> tags();
}
