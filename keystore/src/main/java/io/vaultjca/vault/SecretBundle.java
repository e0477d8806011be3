package io.vaultjca.vault;

import java.util.Arrays;

/**
 * A secret, which {@link #close()} clears. The secret behind a certificate is a PKCS#12 file in
 * base64 ({@code application/x-pkcs12}) or PEM ({@code application/x-pem-file}).
 *
 * @param contentType the content type; empty if the service does not report one
 * @param ofCertificate whether this is the secret behind a certificate
 */
@SuppressWarnings("ArrayRecordComponent") // The bytes are never compared.
public record SecretBundle(
    byte[] value, String contentType, boolean ofCertificate, Attributes attributes)
    implements AutoCloseable {
  /** Overwrites the value with zeros. */
  @Override
  public void close() {
    Arrays.fill(value, (byte) 0);
  }

  /** Shows the content type only, never the value. */
  @Override
  public String toString() {
    return "SecretBundle[" + contentType + "]";
  }
}
