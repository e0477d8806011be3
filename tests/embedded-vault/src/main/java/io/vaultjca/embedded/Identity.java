package io.vaultjca.embedded;

import io.vaultjca.embedded.identity.Accounts;
import io.vaultjca.embedded.identity.TokenRequest;
import io.vaultjca.embedded.service.AccessTokens;
import java.net.URI;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The directory that issues tokens for the vault, with one application in it. The credentials of
 * Azure Identity work against it: set the authority host, disable instance discovery (which would
 * call the public cloud) and trust {@link VaultServer#caCertificate}. Thread-safe.
 */
public final class Identity {
  private final URI authorityHost;
  private final URI managedIdentity;
  private final Accounts accounts;

  Identity(URI authorityHost, URI managedIdentity, Accounts accounts) {
    this.authorityHost = authorityHost;
    this.managedIdentity = managedIdentity;
    this.accounts = accounts;
  }

  /** Returns the authority host, which is the vault's address on localhost. */
  public URI authorityHost() {
    return authorityHost;
  }

  /** Returns the identifier of the directory. */
  public String tenantId() {
    return AccessTokens.TENANT;
  }

  /** Returns the client id of the application and of the user-assigned managed identity. */
  public String clientId() {
    return accounts.clientId();
  }

  /** Returns the application's secret, random for each server; replicas share it. */
  public String clientSecret() {
    return accounts.clientSecret();
  }

  /**
   * Returns the workload's token, which is accepted as the application's assertion: the content of
   * the file that {@code AZURE_FEDERATED_TOKEN_FILE} names.
   */
  public String federatedToken() {
    return accounts.federatedToken();
  }

  /** Accepts assertions signed with the key of this certificate (RS256 or PS256). */
  public void registerCertificate(X509Certificate certificate) {
    accounts.register(certificate);
  }

  /**
   * Returns the environment variables of a managed identity in App Service.
   *
   * @return {@code IDENTITY_ENDPOINT} and {@code IDENTITY_HEADER}
   */
  public Map<String, String> appServiceEnvironment() {
    return Map.of(
        "IDENTITY_ENDPOINT",
        managedIdentity + "/msi/token",
        "IDENTITY_HEADER",
        accounts.identityHeader());
  }

  /**
   * Returns the environment variable that replaces the address of a virtual machine's instance
   * metadata service (IMDS).
   *
   * @return {@code AZURE_POD_IDENTITY_AUTHORITY_HOST}
   */
  public Map<String, String> imdsEnvironment() {
    return Map.of("AZURE_POD_IDENTITY_AUTHORITY_HOST", managedIdentity.toString());
  }

  /** Sets what the tokens issued from now on permit; everything by default. */
  public void permissions(String... operations) {
    accounts.permissions(Set.of(operations));
  }

  /** Returns a snapshot of the token requests so far, in order and without secrets. */
  public List<TokenRequest> requests() {
    return accounts.requests();
  }
}
