package io.vaultjca.exchange;

import io.vaultjca.Setting;
import io.vaultjca.config.CredentialKind;

/** Advice about a credential that gets no token. */
final class CredentialAdvice {
  private static final String APPLICATION =
      Setting.TENANT_ID.key() + ", " + Setting.CLIENT_ID.key();
  private static final String ELSEWHERE =
      " and, outside of the public cloud, " + Setting.AUTHORITY_HOST.key() + ".";

  private CredentialAdvice() {}

  static String of(CredentialKind kind) {
    return switch (kind) {
      case DEFAULT ->
          "Log in, or set %s to the one credential that is meant, with the settings that it needs."
              .formatted(Setting.CREDENTIAL.key());
      case ENVIRONMENT ->
          """
          Check the variables AZURE_TENANT_ID, AZURE_CLIENT_ID and AZURE_CLIENT_SECRET or \
          AZURE_CLIENT_CERTIFICATE_PATH, or set %s to another credential."""
              .formatted(Setting.CREDENTIAL.key());
      case WORKLOAD_IDENTITY ->
          "Check %s, the variable AZURE_FEDERATED_TOKEN_FILE and the file that it names%s"
              .formatted(APPLICATION, ELSEWHERE);
      case MANAGED_IDENTITY ->
          """
          Check that this machine has an identity, and that %s is the client id of a user-assigned \
          one, or not set."""
              .formatted(Setting.MANAGED_IDENTITY.key());
      case CLIENT_SECRET ->
          "Check %s, %s%s".formatted(APPLICATION, Setting.CLIENT_SECRET.key(), ELSEWHERE);
      case PASSWORD_IS_CLIENT_SECRET ->
          "Check %s, the key store's password%s".formatted(APPLICATION, ELSEWHERE);
      case CLIENT_CERTIFICATE ->
          "Check %s, %s, %s%s"
              .formatted(
                  APPLICATION,
                  Setting.CLIENT_CERTIFICATE.key(),
                  Setting.CLIENT_CERTIFICATE_PASSWORD.key(),
                  ELSEWHERE);
      case AZURE_CLI ->
          "Run az login; set %s if the tenant is not the account's default."
              .formatted(Setting.TENANT_ID.key());
      case ACCESS_TOKEN, PASSWORD_IS_ACCESS_TOKEN, CUSTOM ->
          "Check %s and the source of the token.".formatted(Setting.CREDENTIAL.key());
    };
  }
}
