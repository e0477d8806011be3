package io.vaultjca.vault;

import java.util.Arrays;

/**
 * A secret, which {@link #close()} clears. That behind a certificate is a PKCS#12 file in base64
 * ({@code application/x-pkcs12}), or PEM ({@code application/x-pem-file}).
 *
 * @param ofCertificate whether it is the secret behind a certificate
 */
@SuppressWarnings("ArrayRecordComponent") // Bytes on their way, never compared.
public record SecretBundle(
    byte[] value, String contentType, boolean ofCertificate, Attributes attributes)
    implements AutoCloseable {
  /** Overwrites the content. */
  @Override
  public void close() {
    Arrays.fill(value, (byte) 0);
  }

  /** Tells the type alone. */
  @Override
  public String toString() {
    return "SecretBundle[" + contentType + "]";
  }
}
