package io.vaultjca.config;

import io.vaultjca.VaultCredential;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** The kinds of credentials, named as in a configuration. */
public enum CredentialKind {
  /** Azure Identity's {@code DefaultAzureCredential}. */
  DEFAULT,
  /** The {@code AZURE_*} variables of Azure Identity's {@code EnvironmentCredential}. */
  ENVIRONMENT,
  /** A federated token file, as Kubernetes mounts it. */
  WORKLOAD_IDENTITY,
  /** The identity of the machine, App Service or container. */
  MANAGED_IDENTITY,
  CLIENT_SECRET,
  CLIENT_CERTIFICATE,
  /** The account that {@code az login} used. */
  AZURE_CLI,
  ACCESS_TOKEN,
  /** An application whose secret is the key store's password. */
  PASSWORD_IS_CLIENT_SECRET,
  /** A token that is the key store's password. */
  PASSWORD_IS_ACCESS_TOKEN,
  /** A {@link VaultCredential} given in code. */
  CUSTOM;

  public String configName() {
    return SettingNames.ofValue(this);
  }

  /**
   * Whether its tokens may be for any service: unlike Azure Identity it need not honour the scope
   * that a request names.
   */
  public boolean isReadyToken() {
    return this == ACCESS_TOKEN || this == PASSWORD_IS_ACCESS_TOKEN || this == CUSTOM;
  }

  static Optional<CredentialKind> of(String configName) {
    return Arrays.stream(values())
        .filter(kind -> kind != CUSTOM && kind.configName().equals(configName))
        .findFirst();
  }

  /** The names that a configuration may use. */
  static List<String> configNames() {
    return Arrays.stream(values())
        .filter(kind -> kind != CUSTOM)
        .map(CredentialKind::configName)
        .toList();
  }
}
