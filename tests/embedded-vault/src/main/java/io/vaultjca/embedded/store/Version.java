package io.vaultjca.embedded.store;

import java.util.Map;

/** One version of a key, a secret or a certificate. Immutable: a change is a new record. */
public sealed interface Version permits KeyVersion, SecretVersion, CertificateVersion {
  /** 32 hexadecimal digits. */
  String version();

  Attributes attributes();

  /** Null if none were ever given: the service tells that from an empty list. */
  Map<String, String> tags();
}
