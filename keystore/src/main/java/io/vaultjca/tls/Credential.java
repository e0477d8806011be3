package io.vaultjca.tls;

import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** A private key and its chain, read together. */
record Credential(PrivateKey key, List<X509Certificate> chain) {
  /** Reads the current entry of an alias; empty if it is not a private key with a chain. */
  static Optional<Credential> read(KeyStore.Builder builder, KeyStore store, String alias)
      throws GeneralSecurityException {
    if (!store.isKeyEntry(alias)) {
      return Optional.empty();
    }
    KeyStore.Entry entry = store.getEntry(alias, builder.getProtectionParameter(alias));
    if (!(entry instanceof KeyStore.PrivateKeyEntry privateKey)
        || !(privateKey.getCertificate() instanceof X509Certificate)) {
      return Optional.empty();
    }
    return Optional.of(
        new Credential(
            privateKey.getPrivateKey(),
            Arrays.stream(privateKey.getCertificateChain())
                .map(X509Certificate.class::cast)
                .toList()));
  }
}
