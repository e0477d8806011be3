package io.vaultjca.keystore.entry;

import io.vaultjca.Setting;
import io.vaultjca.VaultException;
import io.vaultjca.config.SettingNames;
import io.vaultjca.config.ViewConfig;
import io.vaultjca.keystore.chain.CertificateChains;
import io.vaultjca.keystore.chain.IssuerSearch;
import io.vaultjca.keystore.chain.IssuerSearch.Found;
import io.vaultjca.text.OneLine;
import io.vaultjca.transport.DaemonThreads;
import io.vaultjca.transport.Download;
import io.vaultjca.vault.Vault;
import java.io.IOException;
import java.net.URI;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The issuers that the vault does not have, fetched from the addresses that the certificates name.
 * All views of a vault share them in memory. A failure never shortens a chain or reaches a caller.
 *
 * <p>The first caller for a chain waits for its issuers, at most some ten seconds. Later callers
 * get what is known, and a background thread fetches again: an address that has answered after the
 * refresh interval, an issuer that was not found after five minutes.
 *
 * <p>Safe for use by several threads.
 */
final class Issuers {
  private static final Duration LOOK_AGAIN = Duration.ofMinutes(5);
  private static final Duration LONGEST_LOOK = Download.LONGEST.multipliedBy(2);
  private static final int THREADS = 2;
  private static final int MOST_KNOWN = 10_000;
  private static final int LONGEST_MESSAGE = 300;

  /** A load never makes an issuer in memory too old. */
  private static final Instant ANY_LOAD = Instant.MIN;

  private final Optional<Download> download;
  private final Omissions omissions;
  private final Clock clock;
  private final Refreshed.Policy ofAddresses;
  private final Refreshed.Policy ofChains;
  private final Map<URI, Refreshed<List<X509Certificate>>> answers = new ConcurrentHashMap<>();
  private final Map<Lacking, Refreshed<Found>> found = new ConcurrentHashMap<>();

  private Issuers(Vault vault, Shared shared) {
    this.download = shared.fetches() ? Optional.of(new Download(shared.hosts())) : Optional.empty();
    this.omissions = new Omissions(vault.config().uri());
    this.clock = shared.clock();
    var threads = DaemonThreads.pool("issuers", THREADS);
    this.ofAddresses = new Refreshed.Policy(shared.interval(), Download.LONGEST, clock, threads);
    this.ofChains = new Refreshed.Policy(LOOK_AGAIN, LONGEST_LOOK, clock, threads);
  }

  private record Shared(boolean fetches, Set<String> hosts, Duration interval, Clock clock) {}

  /** An alias and its chain from the vault, which lacks issuers. */
  private record Lacking(String alias, List<X509Certificate> chain) {}

  /** Returns the issuers that all views of a vault with these settings share; sends nothing. */
  static Issuers of(Vault vault, ViewConfig view, Clock clock) {
    Shared shared =
        new Shared(view.chainFromIssuers(), view.chainHosts(), view.refreshInterval(), clock);
    return vault.shared(shared, () -> new Issuers(vault, shared));
  }

  /** Returns a chain from the vault with those of its missing issuers that are found. */
  List<X509Certificate> complete(Alias alias, Entry.Chain chain) {
    List<X509Certificate> certificates = chain.certificates();
    if (CertificateChains.isSelfIssued(certificates.get(certificates.size() - 1))) {
      return certificates;
    }
    if (download.isEmpty()) {
      // If the secret could not be read, the log already says so.
      if (certificates.size() == 1 && chain.complete()) {
        logAlone(alias, certificates.get(0));
      }
      return certificates;
    }
    try {
      List<X509Certificate> issuers = issuers(alias, certificates);
      return issuers.isEmpty()
          ? certificates
          : Stream.concat(certificates.stream(), issuers.stream()).toList();
    } catch (VaultException e) {
      // The thread was interrupted, or another thread takes too long.
      return certificates;
    }
  }

  private List<X509Certificate> issuers(Alias alias, List<X509Certificate> chain)
      throws VaultException {
    if (found.size() >= MOST_KNOWN) {
      found.clear();
    }
    return found
        .computeIfAbsent(
            new Lacking(alias.toString(), chain),
            lacking ->
                new Refreshed<>(
                    "The issuers of " + alias, ofChains, (known, loaded) -> look(lacking, known)))
        .get(ANY_LOAD)
        .issuers();
  }

  /** Keeps the known issuers if the search finds fewer, unless they complete the chain. */
  private Found look(Lacking lacking, @Nullable Found known) throws VaultException {
    Found now = IssuerSearch.above(lacking.chain(), this::certificates, clock.instant());
    if (!now.problem().isEmpty()) {
      List<X509Certificate> last = now.issuers().isEmpty() ? lacking.chain() : now.issuers();
      X509Certificate end = last.get(last.size() - 1);
      omissions.log(
          lacking.alias(),
          "issuers " + now.problem(),
          () ->
              "lacks a certificate of its chain, that of %s. %s"
                  .formatted(above(end), now.problem()));
    }
    return known == null || now.isWhole() || known.issuers().size() <= now.issuers().size()
        ? now
        : known;
  }

  private List<X509Certificate> certificates(URI address) throws VaultException {
    if (answers.size() >= MOST_KNOWN) {
      answers.clear();
    }
    return answers
        .computeIfAbsent(
            address,
            key ->
                new Refreshed<>(
                    "The answer of " + OneLine.of(key.toString(), LONGEST_MESSAGE),
                    ofAddresses,
                    (known, loaded) -> fetch(key)))
        .get(ANY_LOAD);
  }

  private List<X509Certificate> fetch(URI address) throws VaultException {
    try {
      return IssuerSearch.certificates(download.orElseThrow().get(address));
    } catch (IOException | CertificateException e) {
      throw VaultException.unusable(
          OneLine.of("%s %s".formatted(address, e.getMessage()), LONGEST_MESSAGE) + ".", e);
    } catch (InterruptedException e) {
      throw VaultException.interrupted(
          "The thread was interrupted while it waited for %s".formatted(address));
    }
  }

  private static String above(X509Certificate end) {
    return OneLine.of(end.getIssuerX500Principal().toString(), LONGEST_MESSAGE);
  }

  private void logAlone(Alias alias, X509Certificate certificate) {
    omissions.log(
        alias.toString(),
        "alone " + certificate.getSerialNumber(),
        () -> isAlone(alias, certificate));
  }

  /** Says that a chain has one certificate only, as the rest of a sentence that names the alias. */
  static String isAlone(Alias alias, X509Certificate certificate) {
    return """
        has a chain of its certificate alone: its issuer, %s, is not in it, and peers that \
        lack that, too, refuse the chain. Set %s=true to have it fetched, or %s to a file"""
        .formatted(
            above(certificate),
            Setting.CHAIN_FROM_ISSUERS.key(),
            SettingNames.chainOf(alias.name()));
  }
}
