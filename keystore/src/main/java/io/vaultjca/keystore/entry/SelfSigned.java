package io.vaultjca.keystore.entry;

import io.vaultjca.VaultException;
import io.vaultjca.handle.PrivateHandle;
import io.vaultjca.key.KeyId;
import io.vaultjca.keystore.selfsigned.SelfSignedCertificate;
import io.vaultjca.vault.Attributes;
import io.vaultjca.vault.Vault;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The self-signed certificates of keys that have none. All key stores of one connection share them,
 * so that the vault signs once for each key version, subject and expiry.
 *
 * <p>Safe for use by several threads.
 */
final class SelfSigned {
  private record Wanted(KeyId key, String subject, Optional<Instant> expires) {}

  private final Map<Wanted, Refreshed<X509Certificate>> made = new ConcurrentHashMap<>();

  private SelfSigned() {}

  /** Returns the certificates of a connection; sends nothing. */
  static SelfSigned of(Vault vault) {
    return vault.shared(SelfSigned.class, SelfSigned::new);
  }

  /** Returns the certificate of a key, which the vault signs the first time. */
  X509Certificate certificate(
      PrivateHandle key,
      String subject,
      Attributes attributes,
      Refreshed.Policy unchanging,
      Instant loaded)
      throws VaultException {
    return made.computeIfAbsent(
            new Wanted(key.id(), subject, attributes.expires()),
            wanted ->
                new Refreshed<>(
                    "The self-signed certificate of " + key,
                    unchanging,
                    (known, since) ->
                        known == null
                            ? SelfSignedCertificate.make(
                                key, subject, attributes, unchanging.clock().instant())
                            : known))
        .get(loaded);
  }
}
