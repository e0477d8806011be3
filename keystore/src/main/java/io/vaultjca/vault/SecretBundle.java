package io.vaultjca.vault;

import java.util.Arrays;

/**
 * A secret behind a certificate, which {@link #close()} clears: a PKCS#12 file in base64 ({@code
 * application/x-pkcs12}), or PEM ({@code application/x-pem-file}).
 */
@SuppressWarnings("ArrayRecordComponent") // Bytes on their way, never compared.
public record SecretBundle(byte[] value, String contentType) implements AutoCloseable {
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
