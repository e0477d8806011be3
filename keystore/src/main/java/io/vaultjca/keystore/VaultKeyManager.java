package io.vaultjca.keystore;

import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.KeyStoreException;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.ProviderException;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SNIServerName;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.X509ExtendedKeyManager;

/**
 * Picks a certificate for each handshake from what the key stores show at that time.
 *
 * <p>What it hands out as an alias names one certificate, not whatever is current: between
 * choosing, reading the chain and reading the key a rotation may come.
 *
 * <p>Safe for use by several threads.
 */
final class VaultKeyManager extends X509ExtendedKeyManager {
  private static final System.Logger LOG = System.getLogger("io.vaultjca");

  /** A handshake sees a change after this long at the latest. */
  private static final Duration LOOK_AGAIN = Duration.ofSeconds(1);

  private static final int MOST_REMEMBERED = 1000;
  private static final String SERVER_AUTHENTICATION = "1.3.6.1.5.5.7.3.1";
  private static final String CLIENT_AUTHENTICATION = "1.3.6.1.5.5.7.3.2";
  private static final String ANY_USAGE = "2.5.29.37.0";

  private final List<KeyStore.Builder> stores;
  private final Clock clock;
  private final Map<String, Credential> handedOut =
      Collections.synchronizedMap(
          new LinkedHashMap<>() {
            private static final long serialVersionUID = 1L;

            @Override
            protected boolean removeEldestEntry(Map.Entry<String, Credential> eldest) {
              return size() > MOST_REMEMBERED;
            }
          });
  private volatile Seen seen = new Seen(Instant.MIN, List.of());

  VaultKeyManager(List<KeyStore.Builder> stores, Clock clock) {
    this.stores = stores;
    this.clock = clock;
  }

  /** The end-entity certificates that the key stores showed at a time. */
  private record Seen(Instant at, List<Candidate> candidates) {}

  /** A key entry. */
  private record Candidate(
      int store, KeyStore keyStore, String alias, X509Certificate certificate) {}

  /** A key and its chain as they were chosen. */
  private record Credential(PrivateKey key, List<X509Certificate> chain) {}

  @Override
  public String chooseEngineServerAlias(String keyType, Principal[] issuers, SSLEngine engine) {
    return choose(List.of(keyType), issuers, SERVER_AUTHENTICATION, session(engine));
  }

  @Override
  public String chooseServerAlias(String keyType, Principal[] issuers, Socket socket) {
    return choose(List.of(keyType), issuers, SERVER_AUTHENTICATION, session(socket));
  }

  @Override
  public String chooseEngineClientAlias(String[] keyTypes, Principal[] issuers, SSLEngine engine) {
    return choose(Arrays.asList(keyTypes), issuers, CLIENT_AUTHENTICATION, Optional.empty());
  }

  @Override
  public String chooseClientAlias(String[] keyTypes, Principal[] issuers, Socket socket) {
    return choose(Arrays.asList(keyTypes), issuers, CLIENT_AUTHENTICATION, Optional.empty());
  }

  @Override
  public String[] getServerAliases(String keyType, Principal[] issuers) {
    return aliases(keyType, issuers, SERVER_AUTHENTICATION);
  }

  @Override
  public String[] getClientAliases(String keyType, Principal[] issuers) {
    return aliases(keyType, issuers, CLIENT_AUTHENTICATION);
  }

  @Override
  public X509Certificate[] getCertificateChain(String alias) {
    Credential credential = alias == null ? null : handedOut.get(alias);
    return credential == null ? null : credential.chain().toArray(new X509Certificate[0]);
  }

  @Override
  public PrivateKey getPrivateKey(String alias) {
    Credential credential = alias == null ? null : handedOut.get(alias);
    return credential == null ? null : credential.key();
  }

  private String[] aliases(String keyType, Principal[] issuers, String usage) {
    String[] aliases =
        fitting(keyType, usage).stream()
            .flatMap(candidate -> handOut(candidate, issuers).stream())
            .toArray(String[]::new);
    return aliases.length == 0 ? null : aliases;
  }

  /** For the first key type that has a certificate, the one that fits best. */
  private String choose(
      List<String> keyTypes, Principal[] issuers, String usage, Optional<SSLSession> session) {
    Optional<String> hostName = session.flatMap(VaultKeyManager::requestedHost);
    for (String keyType : keyTypes) {
      List<Candidate> candidates = new ArrayList<>(fitting(keyType, usage));
      Comparator<Candidate> newest =
          Comparator.comparing(candidate -> candidate.certificate().getNotBefore().toInstant());
      Comparator<Candidate> best =
          hostName
              .<Comparator<Candidate>>map(
                  host ->
                      Comparator.<Candidate, HostNames.Fit>comparing(
                              candidate -> HostNames.fit(candidate.certificate(), host))
                          .thenComparing(newest))
              .orElse(newest);
      candidates.sort(best.reversed());
      for (Candidate candidate : candidates) {
        Optional<String> alias = handOut(candidate, issuers);
        if (alias.isPresent()) {
          return alias.get();
        }
      }
    }
    return null;
  }

  /** The valid certificates with the key type and the purpose. */
  private List<Candidate> fitting(String keyType, String usage) {
    Instant now = clock.instant();
    return candidates().stream()
        .filter(candidate -> isOfType(candidate.certificate(), keyType))
        .filter(candidate -> !now.isBefore(candidate.certificate().getNotBefore().toInstant()))
        .filter(candidate -> !now.isAfter(candidate.certificate().getNotAfter().toInstant()))
        .filter(candidate -> isFor(candidate.certificate(), usage))
        .toList();
  }

  /**
   * Whether a certificate has a key of the type, in the names that JSSE uses: {@code RSA}, {@code
   * EC}, {@code RSASSA-PSS}, {@code EC_EC} and {@code EC_RSA} (the second names the issuer's key).
   */
  private static boolean isOfType(X509Certificate certificate, String keyType) {
    int issuerType = keyType.indexOf('_');
    String type = issuerType < 0 ? keyType : keyType.substring(0, issuerType);
    boolean issuerFits =
        issuerType < 0
            || certificate
                .getSigAlgName()
                .toUpperCase(Locale.ROOT)
                .contains(keyType.substring(issuerType + 1).equals("EC") ? "ECDSA" : "RSA");
    return certificate.getPublicKey().getAlgorithm().equals(type) && issuerFits;
  }

  private static boolean isFor(X509Certificate certificate, String usage) {
    try {
      List<String> usages = certificate.getExtendedKeyUsage();
      return usages == null || usages.contains(usage) || usages.contains(ANY_USAGE);
    } catch (CertificateParsingException e) {
      return false;
    }
  }

  private Optional<String> handOut(Candidate candidate, Principal[] issuers) {
    try {
      Credential credential = credential(candidate);
      if (credential == null || !isIssuedBy(credential.chain(), issuers)) {
        return Optional.empty();
      }
      String alias =
          candidate.store()
              + "."
              + candidate.alias()
              + "."
              + candidate.certificate().getSerialNumber().toString(16);
      handedOut.put(alias, credential);
      return Optional.of(alias);
    } catch (GeneralSecurityException | ProviderException e) {
      LOG.log(
          System.Logger.Level.WARNING,
          "The certificate {0} is left out of a handshake. {1}",
          candidate.alias(),
          e.getMessage());
      return Optional.empty();
    }
  }

  /** Key and chain of a candidate, if they still belong to the certificate that was seen. */
  private Credential credential(Candidate candidate) throws GeneralSecurityException {
    KeyStore.ProtectionParameter protection =
        stores.get(candidate.store()).getProtectionParameter(candidate.alias());
    KeyStore.Entry entry = candidate.keyStore().getEntry(candidate.alias(), protection);
    if (!(entry instanceof KeyStore.PrivateKeyEntry privateKey)
        || !(privateKey.getCertificate() instanceof X509Certificate)) {
      return null;
    }
    List<X509Certificate> chain =
        Arrays.stream(privateKey.getCertificateChain()).map(X509Certificate.class::cast).toList();
    return new Credential(privateKey.getPrivateKey(), chain);
  }

  private static boolean isIssuedBy(List<X509Certificate> chain, Principal[] issuers) {
    if (issuers == null || issuers.length == 0) {
      return true;
    }
    Set<Principal> accepted = Set.of(Arrays.stream(issuers).distinct().toArray(Principal[]::new));
    return chain.stream()
        .anyMatch(certificate -> accepted.contains(certificate.getIssuerX500Principal()));
  }

  private List<Candidate> candidates() {
    Seen known = seen;
    Instant now = clock.instant();
    if (now.isBefore(known.at().plus(LOOK_AGAIN)) && !now.isBefore(known.at())) {
      return known.candidates();
    }
    List<Candidate> candidates = new ArrayList<>();
    for (int store = 0; store < stores.size(); store++) {
      try {
        addCandidates(store, candidates);
      } catch (KeyStoreException | ProviderException e) {
        LOG.log(System.Logger.Level.WARNING, "A key store cannot be read. {0}", e.getMessage());
        if (!known.candidates().isEmpty()) {
          return known.candidates();
        }
      }
    }
    seen = new Seen(now, List.copyOf(candidates));
    return candidates;
  }

  private void addCandidates(int store, List<Candidate> candidates) throws KeyStoreException {
    KeyStore keyStore = stores.get(store).getKeyStore();
    for (String alias : Collections.list(keyStore.aliases())) {
      if (keyStore.isKeyEntry(alias)
          && keyStore.getCertificate(alias) instanceof X509Certificate certificate) {
        candidates.add(new Candidate(store, keyStore, alias, certificate));
      }
    }
  }

  private static Optional<SSLSession> session(SSLEngine engine) {
    return Optional.ofNullable(engine).map(SSLEngine::getHandshakeSession);
  }

  private static Optional<SSLSession> session(Socket socket) {
    return socket instanceof SSLSocket tls
        ? Optional.ofNullable(tls.getHandshakeSession())
        : Optional.empty();
  }

  private static Optional<String> requestedHost(SSLSession session) {
    if (session instanceof ExtendedSSLSession extended) {
      for (SNIServerName name : extended.getRequestedServerNames()) {
        if (name instanceof SNIHostName host) {
          return Optional.of(host.getAsciiName());
        }
      }
    }
    return Optional.empty();
  }
}
