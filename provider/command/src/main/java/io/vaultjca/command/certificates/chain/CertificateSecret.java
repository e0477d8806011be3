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

/**
 * The secret behind a certificate: its chain, and its private key if that can be exported. For one
 * use, by one thread.
 */
public final class CertificateSecret implements AutoCloseable {
  private static final Duration TIME = Duration.ofSeconds(10);
  private static final char[] NO_PASSWORD = {};

  private final String name;
  private final byte[] value;
  private final String contentType;

  /** Takes a secret as the service gives it; the content type may be null. */
  public CertificateSecret(String name, String value, String contentType) {
    this.name = name;
    this.value = value.getBytes(StandardCharsets.US_ASCII);
    this.contentType = contentType == null ? "" : contentType;
  }

  /** The chain, leaf first, which must be that of a certificate (DER). */
  public List<X509Certificate> chain(byte[] certificate) throws CommandException {
    try {
      X509Certificate leaf = CertificateChains.certificate(certificate);
      List<X509Certificate> all = CertificateChains.secret(value, contentType, TIME);
      if (!all.contains(leaf)) {
        throw new CommandException(
            "The secret behind the certificate %s is for another certificate.".formatted(name));
      }
      return CertificateChains.order(leaf, all);
    } catch (GeneralSecurityException | IOException | TimeoutException e) {
      throw unreadable(e);
    }
  }

  /** The secret as a file: PKCS#12 or PEM, which must hold a private key. */
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
        "The key of the certificate %s cannot be exported, so there is none to write: leave out"
                .formatted(name)
            + " --private-key.");
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
