package io.vaultjca;

import java.util.Locale;

/**
 * A configuration setting: its names, its default and its meaning.
 *
 * <p>Files and system properties use {@link #key()}, the environment {@link #environmentName()}.
 */
public enum Setting {
  /** The vault's address. */
  URI("", "The vault's or Managed HSM's address, https://NAME.vault.azure.net"),
  /** Further vaults with the same keys. */
  REPLICAS(
      "",
      """
      Further vaults with the same keys, separated by commas: an operation goes to the least \
      loaded of all, and while one is away the others do its work"""),
  /** The kind of service at the address. */
  TYPE("", "vault or managed-hsm; derived from the host name if not set"),
  /** The version of the service's REST interface. */
  API_VERSION(
      "2025-07-01",
      """
      The version of the service's REST interface; 2026-04-01 and the previews offer more, but \
      not every cloud supports them"""),
  /** The kind of credential. */
  CREDENTIAL(
      "",
      """
      default, environment, workload-identity, managed-identity, client-secret, \
      client-certificate, azure-cli, access-token, password-is-client-secret or \
      password-is-access-token; inferred from the settings below if not set"""),
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
  /** The address of Azure Resource Manager, which manages vaults. */
  RESOURCE_MANAGER(
      "",
      """
      The address of Azure Resource Manager, for private clouds; if not set, the command \
      derives it from the cloud of the vault or of authority-host"""),
  /** Whether the authority is checked against Microsoft's list. */
  DISABLE_INSTANCE_DISCOVERY(
      "false", "true: do not check the authority against Microsoft's public list (private clouds)"),
  /** Whether a challenge's resource may be a stranger to the vault's host. */
  DISABLE_CHALLENGE_RESOURCE_VERIFICATION(
      "false", "true: accept a challenge whose resource is not a parent of the vault's host name"),
  /** Further certificate authorities to trust. */
  TRUST_CERTIFICATES(
      "", "A PEM file of certificate authorities to trust for the vault, besides the JVM's"),
  /** The aliases that the key store shows. */
  ALIASES("", "The aliases to show: names and globs (web-*), separated by commas; all if not set"),
  /** The objects of the vault that a trust store trusts. */
  TRUSTED(
      "",
      """
      The objects that a key store of the type AzureKeyVaultTrust trusts: names of \
      certificates, and of secrets that hold certificates in PEM or PKCS#7, separated by \
      commas; NAME/VERSION pins one version"""),
  /** A chain for an alias that has none in the vault. */
  CERTIFICATE_CHAIN(
      "", "A PEM file with the certificate chain, leaf first, of the key or certificate ALIAS"),
  /** The subject of a self-signed certificate for a key that has no certificate. */
  SELF_SIGNED(
      "",
      """
      The subject, such as CN=web.example.com, of a self-signed certificate that is made in \
      memory for the key ALIAS, which has no certificate"""),
  /** Whether certificate chains are read from the secrets behind the certificates. */
  CHAIN_FROM_SECRET(
      "true",
      """
      false: never read the secret behind a certificate; the chain is then only the \
      certificate, or the file of certificate-chain.ALIAS"""),
  /** Whether issuers that the vault does not hold are fetched. */
  CHAIN_FROM_ISSUERS(
      "false",
      """
      true: fetch the issuers that a chain lacks by HTTP from the public addresses that its \
      certificates name"""),
  /** The hosts of issuers that may have addresses that are not public. */
  CHAIN_HOSTS(
      "",
      """
      Hosts from which chain-from-issuers may fetch although they are not public: HOST or \
      HOST:PORT, separated by commas"""),
  /** The time for which fetched entries are used before they are fetched again. */
  REFRESH_INTERVAL(
      "30m",
      "How long fetched entries are served before they are refreshed; 0: they are never refreshed"),
  /** Where operations with a public key (verify, encrypt, wrap) run. */
  PUBLIC_KEY_OPERATIONS(
      "remote",
      "remote: the vault verifies, encrypts and wraps with its public keys; local: the JVM does"),
  /** Which of the vault's signatures are verified before they are returned. */
  VERIFY_SIGNATURES(
      "rsa",
      """
      always: verify every signature of the vault in the JVM before it is returned; first: \
      only the first one of each key handle; rsa: every one by an RSA key, otherwise the first"""),
  /** The name of a key that a generator creates without being given one. */
  NEW_KEY_NAME(
      "",
      """
      The name of a key that the generators RSA and EC create if no key store was asked for \
      its alias before; see keytool-generators"""),
  /** Whether the provider offers key pair generators for keytool. */
  KEYTOOL_GENERATORS(
      "false",
      """
      true: the provider offers key pair generators RSA and EC, for keytool -genkeypair; a \
      system property or environment variable only, read when the provider is created"""),
  /** The time limit of a connection attempt. */
  CONNECT_TIMEOUT("10s", "How long to wait for a TCP and TLS connection"),
  /** The time limit of one request. */
  REQUEST_TIMEOUT("30s", "How long to wait for the answer of one request"),
  /** The time limit of one operation, retries included. */
  OPERATION_TIMEOUT("60s", "How long one operation may take, retries and waits included"),
  /** How often a failed request is repeated. */
  MAX_RETRIES("3", "How often a throttled or failed request is repeated, 0 to 10");

  /** The prefix of every name in a file or system property. */
  public static final String PREFIX = "azure.keyvault.";

  private final String defaultValue;
  private final String meaning;

  Setting(String defaultValue, String meaning) {
    this.defaultValue = defaultValue;
    this.meaning = meaning;
  }

  /**
   * {@return the name in files and system properties, such as {@code azure.keyvault.uri}; it ends
   * in {@code .ALIAS} if the setting {@linkplain #isPerAlias concerns one alias}}
   */
  public String key() {
    String name = name().toLowerCase(Locale.ROOT).replace('_', '-');
    return PREFIX + name + (isPerAlias() ? ".ALIAS" : "");
  }

  /** {@return whether the setting concerns one alias, whose name replaces {@code ALIAS}} */
  public boolean isPerAlias() {
    return this == CERTIFICATE_CHAIN || this == SELF_SIGNED;
  }

  /** {@return the name in the environment, such as {@code AZURE_KEYVAULT_URI}} */
  public String environmentName() {
    return key().toUpperCase(Locale.ROOT).replace('.', '_').replace('-', '_');
  }

  /** {@return the value that applies when no source sets one; empty if there is no default} */
  public String defaultValue() {
    return defaultValue;
  }

  /** {@return the setting's meaning, as one line without a full stop} */
  public String meaning() {
    return meaning;
  }
}
