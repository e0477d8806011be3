package io.vaultjca.keystore.entry;

import io.vaultjca.handle.KeyHandle;
import io.vaultjca.handle.PrivateHandle;
import io.vaultjca.vault.Attributes;
import java.security.Key;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The entry of an alias. */
public sealed interface Entry {

  /** The vault has no such entry. */
  record Missing() implements Entry {}

  /** An entry that is listed but cannot be used; the reason is a sentence. */
  record LeftOut(String reason) implements Entry {}

  /** A key, with or without a certificate. */
  sealed interface Present extends Entry {
    /** Returns the alias as the service spells the name. */
    String alias();

    /** Returns the handle on the key, or the key itself while its import is pending. */
    Key key();

    /** Returns when the version was created, if the service reports it. */
    Optional<Instant> created();
  }

  /** A certificate with its key. The whole chain is read when it is first needed. */
  record Certified(
      String alias,
      String version,
      X509Certificate certificate,
      PrivateHandle key,
      Optional<Instant> created,
      Attributes attributes,
      Refreshed<Chain> chain)
      implements Present {
    /** Returns the same version with its current attributes. */
    Certified with(Attributes current) {
      return current.equals(attributes)
          ? this
          : new Certified(alias, version, certificate, key, created, current, chain);
    }

    /** Returns the same version with a chain that was read again. */
    Certified with(Refreshed<Chain> whole) {
      return new Certified(alias, version, certificate, key, created, attributes, whole);
    }
  }

  /**
   * A certificate chain.
   *
   * @param certificates the certificates, leaf first
   * @param complete false if the secret that holds the rest could not be read
   */
  record Chain(List<X509Certificate> certificates, boolean complete) {
    public Chain {
      certificates = List.copyOf(certificates);
    }
  }

  /** A key without a certificate in the vault. Its chain, leaf first, is configured or empty. */
  record Bare(
      String alias,
      KeyHandle key,
      Optional<Instant> created,
      Attributes attributes,
      List<X509Certificate> chain)
      implements Present {
    /** Whether it is a private key without a certificate, which cannot be a key store entry. */
    boolean lacksCertificate() {
      return chain.isEmpty() && key instanceof PrivateHandle;
    }
  }

  /** An entry that waits for {@code store}. The chain is leaf first, and empty for a secret key. */
  record Pending(String alias, Key key, List<X509Certificate> chain) implements Present {
    @Override
    public Optional<Instant> created() {
      return Optional.empty();
    }
  }
}
