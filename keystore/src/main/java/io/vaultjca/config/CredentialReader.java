package io.vaultjca.config;

import io.vaultjca.Secret;
import io.vaultjca.Setting;
import io.vaultjca.VaultCredential;
import io.vaultjca.VaultException;
import io.vaultjca.config.ConfigValues.Value;
import io.vaultjca.text.Spelling;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Chooses the credential. All of its settings come from the first source that sets one of them. */
final class CredentialReader {
  static final Set<Setting> GROUP =
      EnumSet.of(
          Setting.CREDENTIAL,
          Setting.TENANT_ID,
          Setting.CLIENT_ID,
          Setting.CLIENT_SECRET,
          Setting.CLIENT_CERTIFICATE,
          Setting.CLIENT_CERTIFICATE_PASSWORD,
          Setting.MANAGED_IDENTITY,
          Setting.ACCESS_TOKEN);

  /** Where no setting names the credential, the first of these that is set decides. */
  private static final List<Setting> DECISIVE =
      List.of(
          Setting.ACCESS_TOKEN,
          Setting.CLIENT_SECRET,
          Setting.CLIENT_CERTIFICATE,
          Setting.MANAGED_IDENTITY);

  private final ConfigValues values;
  private final Map<String, String> group;
  private final String where;

  CredentialReader(ConfigValues values) {
    this.values = values;
    Optional<ConfigSource> source =
        values.sources().stream().filter(s -> GROUP.stream().anyMatch(s::sets)).findFirst();
    this.group = source.map(ConfigSource::values).orElse(Map.of());
    this.where = source.map(s -> " in " + s.description()).orElse("");
  }

  record Choice(CredentialConfig config, String reason) {}

  private record KindChoice(CredentialKind kind, String reason) {}

  Choice read(Optional<VaultCredential> custom, Optional<Secret> password) throws VaultException {
    KindChoice chosen = kind(custom.isPresent());
    CredentialKind kind = chosen.kind();
    Optional<String> managedIdentity = in(Setting.MANAGED_IDENTITY);
    CredentialConfig config =
        new CredentialConfig(
            kind,
            in(Setting.TENANT_ID),
            kind == CredentialKind.MANAGED_IDENTITY && managedIdentity.isPresent()
                ? managedIdentity
                : in(Setting.CLIENT_ID),
            kind == CredentialKind.PASSWORD_IS_CLIENT_SECRET
                ? password
                : in(Setting.CLIENT_SECRET).map(Secret::new),
            clientCertificate(),
            in(Setting.CLIENT_CERTIFICATE_PASSWORD).map(Secret::new),
            kind == CredentialKind.PASSWORD_IS_ACCESS_TOKEN
                ? password
                : in(Setting.ACCESS_TOKEN).map(Secret::new),
            values.text(Setting.AUTHORITY_HOST),
            !values.bool(Setting.DISABLE_INSTANCE_DISCOVERY),
            custom);
    Choice choice = new Choice(config, chosen.reason());
    requireParts(choice);
    return choice;
  }

  private KindChoice kind(boolean custom) throws VaultException {
    if (custom) {
      return new KindChoice(CredentialKind.CUSTOM, "the load parameter sets one");
    }
    Optional<String> named = in(Setting.CREDENTIAL);
    if (named.isPresent()) {
      return new KindChoice(named(named.get()), Setting.CREDENTIAL.key() + where + " says so");
    }
    Optional<Setting> decisive =
        DECISIVE.stream().filter(setting -> group.containsKey(setting.key())).findFirst();
    if (decisive.isEmpty()) {
      return new KindChoice(CredentialKind.DEFAULT, "no credential is configured");
    }
    // These settings have the names of their credentials.
    CredentialKind kind = CredentialKind.valueOf(decisive.get().name());
    return new KindChoice(kind, decisive.get().key() + " is set" + where);
  }

  private CredentialKind named(String name) throws VaultException {
    Optional<CredentialKind> kind = CredentialKind.of(name);
    if (kind.isEmpty()) {
      List<String> all = CredentialKind.configNames();
      throw new Value(Setting.CREDENTIAL, name, where)
          .wrong(
              "is not a credential%s (all: %s)"
                  .formatted(
                      Spelling.nearest(name, all).map("; the nearest is "::concat).orElse(""),
                      String.join(", ", all)));
    }
    return kind.get();
  }

  private Optional<Path> clientCertificate() throws VaultException {
    Optional<String> file = in(Setting.CLIENT_CERTIFICATE);
    return file.isEmpty()
        ? Optional.empty()
        : Optional.of(new Value(Setting.CLIENT_CERTIFICATE, file.get(), where).path());
  }

  private Optional<String> in(Setting setting) {
    return Optional.ofNullable(group.get(setting.key())).map(String::strip);
  }

  private static void requireParts(Choice choice) throws VaultException {
    CredentialConfig config = choice.config();
    switch (config.kind()) {
      case CLIENT_SECRET -> {
        requireApplication(choice);
        require(choice, Setting.CLIENT_SECRET, config.clientSecret().isPresent());
      }
      case PASSWORD_IS_CLIENT_SECRET -> {
        requireApplication(choice);
        requirePassword(choice, config.clientSecret());
      }
      case CLIENT_CERTIFICATE -> {
        requireApplication(choice);
        require(choice, Setting.CLIENT_CERTIFICATE, config.clientCertificate().isPresent());
        Path file = config.clientCertificate().orElseThrow();
        if (!Files.isReadable(file)) {
          throw VaultException.configuration(
              "%s: there is no readable file %s"
                  .formatted(Setting.CLIENT_CERTIFICATE.key(), file.toAbsolutePath()));
        }
      }
      case ACCESS_TOKEN -> require(choice, Setting.ACCESS_TOKEN, config.accessToken().isPresent());
      case PASSWORD_IS_ACCESS_TOKEN -> requirePassword(choice, config.accessToken());
      default -> {
        // The others find what they need in the environment.
      }
    }
  }

  private static void requireApplication(Choice choice) throws VaultException {
    require(choice, Setting.TENANT_ID, choice.config().tenantId().isPresent());
    require(choice, Setting.CLIENT_ID, choice.config().clientId().isPresent());
  }

  private static void require(Choice choice, Setting setting, boolean present)
      throws VaultException {
    if (!present) {
      throw VaultException.configuration(
          "The credential %s (%s) needs %s, which is not set beside it"
              .formatted(choice.config().kind().configName(), choice.reason(), setting.key()));
    }
  }

  private static void requirePassword(Choice choice, Optional<Secret> password)
      throws VaultException {
    if (password.isEmpty()) {
      throw VaultException.configuration(
          "The credential %s takes the key store's password, and none was given"
              .formatted(choice.config().kind().configName()));
    }
  }
}
