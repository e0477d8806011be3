package io.vaultjca.embedded;

/**
 * The certificate that the vault uses in the TLS handshake.
 *
 * @see VaultServer#show
 */
public enum ServerCertificate {
  /**
   * A valid certificate, issued by {@link VaultServer#caCertificate} for {@code localhost},
   * 127.0.0.1, ::1 and, so that a JVM with {@code jdk.net.hosts.file} can call the vault by a real
   * name, {@code *.vault.azure.net}.
   */
  VALID,
  /** Issued by another CA. */
  UNTRUSTED,
  /** Expired yesterday. */
  EXPIRED,
  /** For another host: {@code elsewhere.example}. */
  OTHER_HOST
}
