package io.vaultjca.keystore.chain;

import io.vaultjca.VaultException;
import io.vaultjca.VaultException.Reason;
import io.vaultjca.transport.Deadline;
import java.net.URI;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Extends a chain upwards: from each certificate to its issuer, at the address that the certificate
 * names. Sends at most five requests, and none after five seconds.
 */
public final class IssuerSearch {
  private static final int MOST_REQUESTS = 5;

  /** Limits files with many certificates: peers refuse chains that are much longer. */
  private static final int MOST_STEPS = 5;

  private static final Duration LAST_REQUEST = Duration.ofSeconds(5);

  /** Fetches certificates from an address. */
  @FunctionalInterface
  public interface Source {
    /** Fetches the certificates. The message of a failure is a sentence. */
    List<X509Certificate> certificates(URI address) throws VaultException;
  }

  /**
   * The result of a search.
   *
   * @param issuers the issuers, each of which has signed the one before; empty if none was found
   * @param problem why the search ended before a self-signed certificate, as sentences; empty if it
   *     did not
   */
  public record Found(List<X509Certificate> issuers, String problem) {
    public Found {
      issuers = List.copyOf(issuers);
    }

    /** Whether the last issuer is self-signed. */
    public boolean isWhole() {
      return !issuers.isEmpty() && CertificateChains.isSelfIssued(issuers.get(issuers.size() - 1));
    }
  }

  private final List<X509Certificate> chain;
  private final int given;
  private final Source source;
  private final Instant now;
  private final Deadline deadline = Deadline.after(LAST_REQUEST);
  private final List<X509Certificate> fetched = new ArrayList<>();
  private int requests;

  private IssuerSearch(List<X509Certificate> chain, Source source, Instant now) {
    this.chain = new ArrayList<>(chain);
    this.given = chain.size();
    this.source = source;
    this.now = now;
  }

  /** Reads the certificates of an untrusted file: DER, PEM or PKCS#7. */
  public static List<X509Certificate> certificates(byte[] file) throws CertificateException {
    return Issuer.certificates(file);
  }

  /**
   * Looks for the issuers of a chain's last certificate.
   *
   * @param chain leaf first, not empty
   * @throws VaultException if the thread was interrupted
   */
  public static Found above(List<X509Certificate> chain, Source source, Instant now)
      throws VaultException {
    IssuerSearch search = new IssuerSearch(chain, source, now);
    String problem = search.climb();
    return new Found(search.chain.subList(chain.size(), search.chain.size()), problem);
  }

  /** Returns why the climb ended; empty at a self-signed certificate. */
  private String climb() throws VaultException {
    while (true) {
      X509Certificate last = chain.get(chain.size() - 1);
      if (CertificateChains.isSelfIssued(last)) {
        return "";
      }
      if (chain.size() - given == MOST_STEPS) {
        return "The search ended after %s steps.".formatted(MOST_STEPS);
      }
      List<String> problems = new ArrayList<>();
      Optional<X509Certificate> issuer = issuer(last, problems);
      if (issuer.isEmpty()) {
        return String.join(" ", problems);
      }
      if (chain.contains(issuer.get())) {
        return "Its issuer is already in the chain, which ends there.";
      }
      chain.add(issuer.get());
    }
  }

  private Optional<X509Certificate> issuer(X509Certificate last, List<String> problems)
      throws VaultException {
    try {
      // A file fetched before may hold this issuer too.
      return Optional.of(Issuer.of(last, fetched, chain.size() - 1, now));
    } catch (CertificateException e) {
      return fetchIssuer(last, problems);
    }
  }

  private Optional<X509Certificate> fetchIssuer(X509Certificate last, List<String> problems)
      throws VaultException {
    List<URI> named = Issuer.addresses(last);
    List<URI> addresses =
        named.stream().filter(each -> "http".equalsIgnoreCase(each.getScheme())).toList();
    if (addresses.isEmpty() && !named.isEmpty()) {
      problems.add("It names no HTTP address, but %s.".formatted(named.get(0)));
    } else if (addresses.isEmpty() && chain.size() == 1) {
      problems.add("It names no address.");
    }
    for (URI address : addresses) {
      if (requests == MOST_REQUESTS || deadline.remaining().isNegative()) {
        problems.add(
            requests == MOST_REQUESTS
                ? "The search ended after %s requests.".formatted(MOST_REQUESTS)
                : "The search took longer than %s s.".formatted(LAST_REQUEST.toSeconds()));
        break;
      }
      requests++;
      try {
        List<X509Certificate> candidates = source.certificates(address);
        fetched.addAll(candidates);
        return Optional.of(Issuer.of(last, candidates, chain.size() - 1, now));
      } catch (VaultException e) {
        if (e.reason() == Reason.INTERRUPTED) {
          throw e;
        }
        problems.add(e.getMessage());
      } catch (CertificateException e) {
        problems.add("%s %s.".formatted(address, e.getMessage()));
      }
    }
    return Optional.empty();
  }
}
