package io.vaultjca.keystore;

import io.vaultjca.VaultException;
import io.vaultjca.handle.KeyHandle;
import io.vaultjca.handle.PrivateHandle;
import io.vaultjca.keystore.entry.Entry;
import io.vaultjca.management.VaultManagement;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.Key;
import java.security.PrivateKey;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import javax.crypto.SecretKey;

/**
 * A change that waits for {@code store}.
 *
 * @param what a description for messages
 * @param preview the entry that the key store shows until then; empty if it is to disappear
 */
record PendingWrite(String what, Optional<Entry.Present> preview, Change change) {
  /** Makes lines as RFC 7468 requires. */
  private static final Base64.Encoder BASE64 = Base64.getMimeEncoder(64, new byte[] {'\n'});

  /** Applies the change. */
  @FunctionalInterface
  interface Change {
    void writeTo(VaultManagement vault) throws VaultException;
  }

  private PendingWrite(String what, Entry.Pending preview, Change change) {
    this(what, Optional.of(preview), change);
  }

  /** Leaves out the key, whose own toString may show it. */
  @Override
  public String toString() {
    return what;
  }

  /** Imports a certificate with a software private key. */
  static PendingWrite importCertificate(String name, PrivateKey key, List<X509Certificate> chain) {
    return new PendingWrite(
        "import of " + name,
        new Entry.Pending(name, key, chain),
        vault -> {
          byte[] pem = pem(key, chain);
          try {
            vault.importCertificate(name, pem);
          } finally {
            Arrays.fill(pem, (byte) 0);
          }
        });
  }

  /** Imports a software symmetric key. */
  static PendingWrite importSecretKey(String name, SecretKey key) {
    return new PendingWrite(
        "import of " + name,
        new Entry.Pending(name, key, List.of()),
        vault -> {
          byte[] encoded = key.getEncoded();
          try {
            vault.importSecretKey(name, encoded);
          } finally {
            Arrays.fill(encoded, (byte) 0);
          }
        });
  }

  /** Gives a key in the vault a new certificate chain. */
  static PendingWrite mergeChain(String name, PrivateHandle key, List<X509Certificate> chain) {
    String subject = chain.get(0).getSubjectX500Principal().getName();
    return new PendingWrite(
        "certificate chain of " + name,
        new Entry.Pending(name, key, chain),
        vault -> vault.mergeChain(name, subject, key.publicKey(), encoded(chain)));
  }

  /** Deletes a certificate with its key, or a key. */
  static PendingWrite delete(String name, boolean certificate) {
    return new PendingWrite(
        "deletion of " + name,
        Optional.empty(),
        vault -> {
          if (certificate) {
            vault.deleteCertificate(name);
          } else {
            vault.deleteKey(name);
          }
        });
  }

  /** Writes PEM by hand, so that every array that holds the key can be overwritten. */
  private static byte[] pem(PrivateKey key, List<X509Certificate> chain) throws VaultException {
    List<byte[]> blocks = new ArrayList<>();
    byte[] encodedKey = key.getEncoded();
    byte[] base64 = BASE64.encode(encodedKey);
    try {
      add(blocks, "PRIVATE KEY", base64);
      for (byte[] certificate : encoded(chain)) {
        add(blocks, "CERTIFICATE", BASE64.encode(certificate));
      }
      ByteBuffer pem = ByteBuffer.allocate(blocks.stream().mapToInt(block -> block.length).sum());
      blocks.forEach(pem::put);
      return pem.array();
    } finally {
      Arrays.fill(encodedKey, (byte) 0);
      Arrays.fill(base64, (byte) 0);
    }
  }

  private static void add(List<byte[]> blocks, String label, byte[] base64) {
    blocks.add(("-----BEGIN " + label + "-----\n").getBytes(StandardCharsets.US_ASCII));
    blocks.add(base64);
    blocks.add(("\n-----END " + label + "-----\n").getBytes(StandardCharsets.US_ASCII));
  }

  private static List<byte[]> encoded(List<X509Certificate> chain) throws VaultException {
    List<byte[]> encoded = new ArrayList<>();
    try {
      for (X509Certificate certificate : chain) {
        encoded.add(certificate.getEncoded());
      }
    } catch (CertificateEncodingException e) {
      throw VaultException.unusable("A certificate of the chain has no encoding", e);
    }
    return encoded;
  }

  /** Whether it imports a software key. */
  boolean isImport() {
    return preview.map(entry -> !(entry.key() instanceof KeyHandle)).orElse(false);
  }

  /** Whether a key can be imported, which needs its encoding. */
  static boolean isImportable(Key key) {
    return key.getEncoded() != null
        && (key instanceof PrivateKey
            ? "PKCS#8".equals(key.getFormat())
            : "RAW".equals(key.getFormat()));
  }
}
