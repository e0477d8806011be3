package io.vaultjca.keystore.entry;

import io.vaultjca.handle.KeyHandle;
import io.vaultjca.handle.PrivateHandle;
import io.vaultjca.vault.Attributes;
import java.security.Key;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** What the vault holds under an alias. */
public sealed interface Entry {

  record Missing() implements Entry {}

  /** Something that is listed and cannot be used, and why, as a sentence; the others are served. */
  record LeftOut(String reason) implements Entry {}

  /** A key, with or without a certificate. */
  sealed interface Present extends Entry {
    /** The alias as the service spells the name. */
    String alias();

    /** The handle on the key; a key from elsewhere while its import is pending. */
    Key key();

    Optional<Instant> created();
  }

  /** A certificate with its key; the whole chain is read when first asked for. */
  record Certified(
      String alias,
      String version,
      X509Certificate certificate,
      PrivateHandle key,
      Optional<Instant> created,
      Attributes attributes,
      Refreshed<Chain> chain)
      implements Present {
    /** The same version, of which the service says something else now. */
    Certified with(Attributes current) {
      return current.equals(attributes)
          ? this
          : new Certified(alias, version, certificate, key, created, current, chain);
    }

    /** The same version with a chain that was read anew. */
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

  /**
   * A key without a certificate in the vault; the chain, if any, is the configured one, leaf first.
   */
  record Bare(
      String alias,
      KeyHandle key,
      Optional<Instant> created,
      Attributes attributes,
      List<X509Certificate> chain)
      implements Present {
    /** Whether it is a private key alone, which no key store entry is. */
    boolean lacksCertificate() {
      return chain.isEmpty() && key instanceof PrivateHandle;
    }
  }

  /** What was set and waits for {@code store}; the chain is leaf first, empty for a secret key. */
  record Pending(String alias, Key key, List<X509Certificate> chain) implements Present {
    @Override
    public Optional<Instant> created() {
      return Optional.empty();
    }
  }
}
