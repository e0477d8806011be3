package io.vaultjca.config;

import io.vaultjca.VaultCredential;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** The ways to get an access token, named as in a configuration. */
public enum CredentialKind {
  /** Azure Identity's {@code DefaultAzureCredential}. */
  DEFAULT("default"),
  /** The {@code AZURE_*} variables of Azure Identity's {@code EnvironmentCredential}. */
  ENVIRONMENT("environment"),
  /** A federated token file, as Kubernetes mounts it. */
  WORKLOAD_IDENTITY("workload-identity"),
  /** The identity of the machine, App Service or container. */
  MANAGED_IDENTITY("managed-identity"),
  /** An application with a secret. */
  CLIENT_SECRET("client-secret"),
  /** An application with a certificate. */
  CLIENT_CERTIFICATE("client-certificate"),
  /** The account that {@code az login} used. */
  AZURE_CLI("azure-cli"),
  /** A token that somebody else got. */
  ACCESS_TOKEN("access-token"),
  /** An application whose secret is the key store's password. */
  PASSWORD_IS_CLIENT_SECRET("password-is-client-secret"),
  /** A token that is the key store's password. */
  PASSWORD_IS_ACCESS_TOKEN("password-is-access-token"),
  /** A {@link VaultCredential} given in code. */
  CUSTOM("custom");

  private final String configName;

  CredentialKind(String configName) {
    this.configName = configName;
  }

  /** The name in a configuration. */
  public String configName() {
    return configName;
  }

  /**
   * Whether it brings tokens whatever they are asked for: those are not made for one service, as
   * Azure Identity's are.
   */
  public boolean isReadyToken() {
    return this == ACCESS_TOKEN || this == PASSWORD_IS_ACCESS_TOKEN || this == CUSTOM;
  }

  static Optional<CredentialKind> of(String configName) {
    return Arrays.stream(values())
        .filter(kind -> kind != CUSTOM && kind.configName.equals(configName))
        .findFirst();
  }

  /** Every name that a configuration may use. */
  static List<String> configNames() {
    return Arrays.stream(values())
        .filter(kind -> kind != CUSTOM)
        .map(CredentialKind::configName)
        .toList();
  }
}
