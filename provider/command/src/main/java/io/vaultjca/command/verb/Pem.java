package io.vaultjca.command.verb;

import io.vaultjca.command.terminal.CommandException;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.List;

/** Writes PEM (RFC 7468). */
public final class Pem {
  private static final byte[] LINE_BREAK = {'\n'};

  private Pem() {}

  /** Encodes DER under a label such as CERTIFICATE. */
  public static byte[] of(String label, byte[] encoded) {
    return "-----BEGIN %s-----\n%s\n-----END %s-----\n"
        .formatted(label, Base64.getMimeEncoder(64, LINE_BREAK).encodeToString(encoded), label)
        .getBytes(StandardCharsets.US_ASCII);
  }

  public static byte[] certificate(byte[] encoded) {
    return of("CERTIFICATE", encoded);
  }

  /** Encodes certificates one after the other. */
  public static byte[] chain(List<X509Certificate> chain) throws CommandException {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (X509Certificate certificate : chain) {
      try {
        all.writeBytes(certificate(certificate.getEncoded()));
      } catch (CertificateEncodingException e) {
        throw new CommandException("A certificate of the chain cannot be encoded.", e);
      }
    }
    return all.toByteArray();
  }
}
