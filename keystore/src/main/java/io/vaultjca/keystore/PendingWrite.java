package io.vaultjca.keystore;

import io.vaultjca.VaultException;
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

/** A change that waits for {@code store}. */
sealed interface PendingWrite {
  /** The name it changes. */
  String name();

  /** Carries it out. */
  void writeTo(VaultManagement vault) throws VaultException;

  /** What the key store shows until then; empty if the entry is to disappear. */
  Optional<Entry.Present> preview();

  /** A certificate with a private key from elsewhere. */
  record ImportCertificate(String name, PrivateKey key, List<X509Certificate> chain)
      implements PendingWrite {
    /** The lines of RFC 7468. */
    private static final Base64.Encoder BASE64 = Base64.getMimeEncoder(64, new byte[] {'\n'});

    @Override
    public void writeTo(VaultManagement vault) throws VaultException {
      byte[] pem = pem();
      try {
        vault.importCertificate(name, pem);
      } finally {
        Arrays.fill(pem, (byte) 0);
      }
    }

    /** By hand: the key is in no array but those that are overwritten. */
    private byte[] pem() throws VaultException {
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

    @Override
    public Optional<Entry.Present> preview() {
      return Optional.of(new Entry.Pending(name, key, chain));
    }

    @Override
    public String toString() {
      return "import of " + name;
    }
  }

  /** A symmetric key from elsewhere. */
  record ImportSecretKey(String name, SecretKey key) implements PendingWrite {
    @Override
    public void writeTo(VaultManagement vault) throws VaultException {
      byte[] encoded = key.getEncoded();
      try {
        vault.importSecretKey(name, encoded);
      } finally {
        Arrays.fill(encoded, (byte) 0);
      }
    }

    @Override
    public Optional<Entry.Present> preview() {
      return Optional.of(new Entry.Pending(name, key, List.of()));
    }

    @Override
    public String toString() {
      return "import of " + name;
    }
  }

  /** A new certificate for a key that is in the vault. */
  record MergeChain(String name, PrivateHandle key, List<X509Certificate> chain)
      implements PendingWrite {
    @Override
    public void writeTo(VaultManagement vault) throws VaultException {
      X509Certificate leaf = chain.get(0);
      vault.mergeChain(
          name, leaf.getSubjectX500Principal().getName(), key.publicKey(), encoded(chain));
    }

    @Override
    public Optional<Entry.Present> preview() {
      return Optional.of(new Entry.Pending(name, key, chain));
    }

    @Override
    public String toString() {
      return "certificate chain of " + name;
    }
  }

  /** A deletion. */
  record Delete(String name, boolean certificate) implements PendingWrite {
    @Override
    public void writeTo(VaultManagement vault) throws VaultException {
      if (certificate) {
        vault.deleteCertificate(name);
      } else {
        vault.deleteKey(name);
      }
    }

    @Override
    public Optional<Entry.Present> preview() {
      return Optional.empty();
    }

    @Override
    public String toString() {
      return "deletion of " + name;
    }
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

  /** Whether a key can be imported: it must show its bytes. */
  static boolean isImportable(Key key) {
    return key.getEncoded() != null
        && (key instanceof PrivateKey
            ? "PKCS#8".equals(key.getFormat())
            : "RAW".equals(key.getFormat()));
  }
}
