package io.vaultjca.embedded.store;

import java.util.Map;

/** One version of a key, a secret or a certificate, or an object without versions. Immutable. */
public sealed interface Version
    permits KeyVersion, SecretVersion, CertificateVersion, StorageAccount, SasDefinition {
  /** Returns 32 hexadecimal digits; empty for an object without versions. */
  String version();

  Attributes attributes();

  /** Returns the tags; null if never given, which the service distinguishes from empty tags. */
  Map<String, String> tags();
}
