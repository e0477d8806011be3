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
 * The directory that gives tokens for the vault, with one application in it. Real credentials of
 * Azure Identity work against it: set the authority host, switch instance discovery off (it would
 * go to the public cloud) and trust {@link VaultServer#caCertificate}. Thread-safe.
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

  /** The authority host; the vault's own address. */
  public URI authorityHost() {
    return authorityHost;
  }

  /** The one directory. */
  public String tenantId() {
    return AccessTokens.TENANT;
  }

  /** The one application; also the client id of the user-assigned managed identity. */
  public String clientId() {
    return accounts.clientId();
  }

  /** The application's secret, another one in each server. */
  public String clientSecret() {
    return accounts.clientSecret();
  }

  /**
   * The token of a workload that is accepted as the application's assertion: the content of the
   * file that {@code AZURE_FEDERATED_TOKEN_FILE} names.
   */
  public String federatedToken() {
    return accounts.federatedToken();
  }

  /** Accepts assertions that the key of this certificate signed (RS256 or PS256). */
  public void registerCertificate(X509Certificate certificate) {
    accounts.register(certificate);
  }

  /**
   * The environment variables with which a managed identity is found as in App Service.
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
   * The environment variable that stands for the address of the instance metadata service (IMDS) of
   * a virtual machine.
   *
   * @return {@code AZURE_POD_IDENTITY_AUTHORITY_HOST}
   */
  public Map<String, String> imdsEnvironment() {
    return Map.of("AZURE_POD_IDENTITY_AUTHORITY_HOST", managedIdentity.toString());
  }

  /** What the tokens given from now on permit; everything by default. */
  public void permissions(String... operations) {
    accounts.permissions(Set.of(operations));
  }

  /** Every request for a token so far, in their order. A snapshot, without secrets. */
  public List<TokenRequest> requests() {
    return accounts.requests();
  }
}
