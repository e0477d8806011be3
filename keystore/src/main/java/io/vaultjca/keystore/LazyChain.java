package io.vaultjca.keystore;

import io.vaultjca.vault.VaultException;
import java.security.cert.X509Certificate;
import java.util.List;

/** A certificate chain, leaf first, that is read when first asked for. A failure is not kept. */
final class LazyChain {
  /** Reads the chain. */
  @FunctionalInterface
  interface Source {
    List<X509Certificate> read() throws VaultException;
  }

  private final Source source;
  private volatile List<X509Certificate> chain;

  LazyChain(Source source) {
    this.source = source;
  }

  List<X509Certificate> get() throws VaultException {
    List<X509Certificate> known = chain;
    if (known == null) {
      synchronized (this) {
        known = chain;
        if (known == null) {
          known = List.copyOf(source.read());
          chain = known;
        }
      }
    }
    return known;
  }

  boolean isRead() {
    return chain != null;
  }
}
