package io.vaultjca.command.certificates.chain;

import io.vaultjca.command.terminal.CommandException;
import io.vaultjca.keystore.chain.CertificateChains;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * The secret behind a certificate: its chain, and its private key if that can be exported. For a
 * single use by one thread.
 */
public final class CertificateSecret implements AutoCloseable {
  private static final Duration TIME = Duration.ofSeconds(10);
  private static final char[] NO_PASSWORD = {};

  private final String name;
  private final byte[] value;
  private final String contentType;

  /** Creates one from the service's value and content type. */
  public CertificateSecret(String name, String value, @Nullable String contentType) {
    this.name = name;
    this.value = value.getBytes(StandardCharsets.US_ASCII);
    this.contentType = contentType == null ? "" : contentType;
  }

  /** The chain, leaf first; the leaf must be this certificate (DER). */
  public List<X509Certificate> chain(byte[] certificate) throws CommandException {
    try {
      X509Certificate leaf = CertificateChains.certificate(certificate);
      List<X509Certificate> all = CertificateChains.secret(value, contentType, TIME);
      if (!all.contains(leaf)) {
        throw new CommandException(
            "The secret behind the certificate %s belongs to another certificate.".formatted(name));
      }
      return CertificateChains.order(leaf, all);
    } catch (GeneralSecurityException | IOException | TimeoutException e) {
      throw unreadable(e);
    }
  }

  /** The secret as a PKCS#12 or PEM file; without a private key this is an error. */
  public byte[] withPrivateKey() throws CommandException {
    if (new String(value, StandardCharsets.US_ASCII).contains("-----BEGIN ")) {
      if (!new String(value, StandardCharsets.US_ASCII).contains("PRIVATE KEY-----")) {
        throw notExportable();
      }
      return value.clone();
    }
    byte[] file;
    try {
      file = Base64.getMimeDecoder().decode(value);
    } catch (IllegalArgumentException e) {
      throw unreadable(e);
    }
    if (!hasKey(file)) {
      Arrays.fill(file, (byte) 0);
      throw notExportable();
    }
    return file;
  }

  private boolean hasKey(byte[] file) throws CommandException {
    try {
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(new ByteArrayInputStream(file), NO_PASSWORD);
      for (String alias : Collections.list(store.aliases())) {
        if (store.isKeyEntry(alias)) {
          return true;
        }
      }
      return false;
    } catch (GeneralSecurityException | IOException e) {
      throw unreadable(e);
    }
  }

  private CommandException notExportable() {
    return new CommandException(
        "The key of the certificate %s cannot be exported: omit --private-key.".formatted(name));
  }

  private CommandException unreadable(Exception e) {
    return new CommandException(
        "The secret behind the certificate %s cannot be read: it is neither PKCS#12 nor PEM."
            .formatted(name),
        e);
  }

  /** Overwrites the content. */
  @Override
  public void close() {
    Arrays.fill(value, (byte) 0);
  }
}
