package io.vaultjca;

import java.util.Locale;

/**
 * One configuration name, its default and its meaning.
 *
 * <p>In files and system properties a setting is named {@link #key()}, in the environment {@link
 * #environmentName()}.
 */
public enum Setting {
  /** Where the vault is. */
  URI("", "The vault's or Managed HSM's address, https://NAME.vault.azure.net"),
  /** Further vaults with the same keys. */
  REPLICAS(
      "",
      "Further vaults with the same keys, separated by commas: an operation goes to the least loaded"
          + " of all, and while one is away the others do its work"),
  /** What kind of service stands behind the address. */
  TYPE("", "vault or managed-hsm; found from the host name when not set"),
  /** The version of the service's REST interface. */
  API_VERSION(
      "2025-07-01",
      "The version of the service's REST interface; 2026-04-01 and the previews have more, and not"
          + " every cloud has them"),
  /** Which credential is used. */
  CREDENTIAL(
      "",
      "default, environment, workload-identity, managed-identity, client-secret,"
          + " client-certificate, azure-cli, access-token, password-is-client-secret or"
          + " password-is-access-token; inferred from the settings below when not set"),
  /** The Microsoft Entra tenant. */
  TENANT_ID("", "The Microsoft Entra tenant of the application"),
  /** The application. */
  CLIENT_ID("", "The application (client) id"),
  /** The application's secret. */
  CLIENT_SECRET("", "The application's secret"),
  /** The application's certificate. */
  CLIENT_CERTIFICATE("", "A PEM or PKCS#12 file with the application's certificate and key"),
  /** The password of the application's PKCS#12 file. */
  CLIENT_CERTIFICATE_PASSWORD("", "The password of a PKCS#12 client certificate"),
  /** The client id of a user-assigned managed identity. */
  MANAGED_IDENTITY("", "The client id of a user-assigned managed identity; see credential"),
  /** A ready access token. */
  ACCESS_TOKEN("", "A ready access token for the vault"),
  /** The authority that issues tokens. */
  AUTHORITY_HOST(
      "",
      "The authority that issues tokens, for sovereign clouds: https://login.microsoftonline.us"),
  /** Whether the authority is checked against Microsoft's list. */
  DISABLE_INSTANCE_DISCOVERY(
      "false", "true: do not check the authority against Microsoft's public list (private clouds)"),
  /** Whether the challenge's resource must fit the vault's host. */
  DISABLE_CHALLENGE_RESOURCE_VERIFICATION(
      "false", "true: accept a challenge whose resource is not a parent of the vault's host name"),
  /** Further certificate authorities to trust. */
  TRUST_CERTIFICATES(
      "", "A PEM file of certificate authorities to trust for the vault, besides the JVM's"),
  /** Which aliases the key store shows. */
  ALIASES("", "The aliases to show: names and globs (web-*), separated by commas; all else"),
  /** Which objects of the vault a trust store trusts. */
  TRUSTED(
      "",
      "What a key store of the type AzureKeyVaultTrust trusts: names of certificates, and of secrets"
          + " that hold certificates in PEM or PKCS#7, separated by commas; NAME/VERSION pins one"
          + " version"),
  /** A chain for an alias that has none in the vault. */
  CERTIFICATE_CHAIN(
      "", "A PEM file with the certificate chain, leaf first, of the key or certificate ALIAS"),
  /** The subject of a certificate that is made in memory for a key that has none. */
  SELF_SIGNED(
      "",
      "The subject, CN=web.example.com, of a self-signed certificate that is made in memory for the"
          + " key ALIAS, which has none"),
  /** Whether chains are read from the secrets behind the certificates. */
  CHAIN_FROM_SECRET(
      "true",
      "false: never read the secret behind a certificate; the chain is then the certificate alone"
          + " or what certificate-chain.ALIAS says"),
  /** Whether issuers that the vault lacks are fetched. */
  CHAIN_FROM_ISSUERS(
      "false",
      "true: the issuers that a chain lacks are fetched by HTTP from the addresses that its"
          + " certificates name, as far as these are public"),
  /** Hosts of issuers that need not be public. */
  CHAIN_HOSTS(
      "",
      "Hosts from which chain-from-issuers may fetch although they are not public: HOST or HOST:PORT,"
          + " separated by commas"),
  /** How long fetched entries are used before they are fetched again. */
  REFRESH_INTERVAL("30m", "How long what was fetched is served before a refresh; 0: for ever"),
  /** Where verify, encrypt and wrap with a public key happen. */
  PUBLIC_KEY_OPERATIONS(
      "remote",
      "remote: the vault verifies, encrypts and wraps with its public keys; local: the JVM does"),
  /** Which signatures of the vault are verified before they are handed out. */
  VERIFY_SIGNATURES(
      "rsa",
      "always: each signature that the vault answers is verified in the JVM before it is handed out;"
          + " first: the first one of each key handle; rsa: each by an RSA key, else the first"),
  /** The name of a key that a generator makes which is told none. */
  NEW_KEY_NAME(
      "",
      "The name for a key that the generators RSA and EC make where no key store was asked about its"
          + " alias; see keytool-generators"),
  /** Whether the provider makes keys for keytool. */
  KEYTOOL_GENERATORS(
      "false",
      "true: the provider offers key pair generators RSA and EC, for keytool -genkeypair; a system"
          + " property or environment variable only, read when the provider is created"),
  /** How long a connection may take. */
  CONNECT_TIMEOUT("10s", "How long to wait for a TCP and TLS connection"),
  /** How long one request may take. */
  REQUEST_TIMEOUT("30s", "How long to wait for the answer of one request"),
  /** How long one operation may take, retries included. */
  OPERATION_TIMEOUT("60s", "How long one operation may take, retries and waits included"),
  /** How often a failed request is repeated. */
  MAX_RETRIES("3", "How often a throttled or failed request is repeated, 0 to 10");

  /** What every name in a file or system property begins with. */
  public static final String PREFIX = "azure.keyvault.";

  private final String defaultValue;
  private final String meaning;

  Setting(String defaultValue, String meaning) {
    this.defaultValue = defaultValue;
    this.meaning = meaning;
  }

  /**
   * {@return the name in files and system properties, such as {@code azure.keyvault.uri}; of a
   * setting that concerns one alias it ends in {@code ALIAS}}
   */
  public String key() {
    String name = name().toLowerCase(Locale.ROOT).replace('_', '-');
    return PREFIX + name + (isPerAlias() ? ".ALIAS" : "");
  }

  /** {@return whether the setting concerns one alias, with which its name ends} */
  public boolean isPerAlias() {
    return this == CERTIFICATE_CHAIN || this == SELF_SIGNED;
  }

  /** {@return the name in the environment, such as {@code AZURE_KEYVAULT_URI}} */
  public String environmentName() {
    return key().toUpperCase(Locale.ROOT).replace('.', '_').replace('-', '_');
  }

  /** {@return the value that holds when nothing sets another; empty for none} */
  public String defaultValue() {
    return defaultValue;
  }

  /** {@return what the setting means, in one line for a table} */
  public String meaning() {
    return meaning;
  }
}
