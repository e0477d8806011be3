package io.vaultjca.embedded.identity;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** The applications that may get tokens, and their token requests. Thread-safe. */
public final class Accounts {
  static final String SYSTEM_IDENTITY = "2c8c1a36-5a0b-4a3a-9a63-0d5a3a5c9f11";

  private final String defaultClient;
  private final String defaultSecret = UUID.randomUUID() + "~" + UUID.randomUUID();
  private final String federatedToken = "federated." + UUID.randomUUID();
  private final String identityHeader = UUID.randomUUID().toString();
  private final Map<String, List<X509Certificate>> certificates = new ConcurrentHashMap<>();
  private final List<TokenRequest> requests = new CopyOnWriteArrayList<>();
  private volatile Set<String> permissions = Set.of("*");

  /** Creates one application with a random secret. */
  public Accounts(String defaultClient) {
    this.defaultClient = defaultClient;
    certificates.put(defaultClient, new CopyOnWriteArrayList<>());
  }

  public String clientId() {
    return defaultClient;
  }

  public String clientSecret() {
    return defaultSecret;
  }

  public String federatedToken() {
    return federatedToken;
  }

  public String identityHeader() {
    return identityHeader;
  }

  /** Accepts assertions signed with the key of this certificate. */
  public void register(X509Certificate certificate) {
    certificates.get(defaultClient).add(certificate);
  }

  /** Sets what the tokens issued from now on permit. */
  public void permissions(Set<String> operations) {
    permissions = Set.copyOf(operations);
  }

  /** Returns a snapshot of the requests so far, in order. */
  public List<TokenRequest> requests() {
    return List.copyOf(requests);
  }

  Set<String> permissions() {
    return permissions;
  }

  boolean knows(String clientId) {
    return clientId.equals(defaultClient);
  }

  boolean isSecret(String clientId, String secret) {
    return knows(clientId) && same(defaultSecret, secret);
  }

  boolean isFederatedToken(String assertion) {
    return same(federatedToken, assertion);
  }

  boolean isIdentityHeader(String header) {
    return same(identityHeader, header);
  }

  List<X509Certificate> certificates(String clientId) {
    return certificates.getOrDefault(clientId, List.of());
  }

  void record(TokenRequest request) {
    requests.add(request);
  }

  private static boolean same(String expected, String actual) {
    return MessageDigest.isEqual(
        expected.getBytes(StandardCharsets.UTF_8), actual.getBytes(StandardCharsets.UTF_8));
  }
}
