package io.vaultjca.vault;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Turns configuration sources into a {@link VaultConfig}, checking every value. */
final class VaultConfigReader {
  private static final Pattern DURATION = Pattern.compile("(\\d{1,9})\\s*(ms|s|m|h)");
  private static final Pattern ALIAS_PATTERN =
      Pattern.compile("[0-9a-zA-Z*?-]{1,127}(/[0-9a-fA-F]{32})?");
  private static final Pattern NAME = Pattern.compile("[0-9a-zA-Z-]{1,127}");
  private static final int MOST_RETRIES = 10;

  /** The settings that only make sense together. */
  private static final Set<Setting> CREDENTIAL_GROUP =
      EnumSet.of(
          Setting.CREDENTIAL,
          Setting.TENANT_ID,
          Setting.CLIENT_ID,
          Setting.CLIENT_SECRET,
          Setting.CLIENT_CERTIFICATE,
          Setting.CLIENT_CERTIFICATE_PASSWORD,
          Setting.MANAGED_IDENTITY,
          Setting.ACCESS_TOKEN);

  private final List<ConfigSource> sources;

  VaultConfigReader(List<ConfigSource> sources) {
    this.sources = List.copyOf(sources);
  }

  VaultConfig read(Optional<VaultCredential> credential, Optional<Secret> password)
      throws VaultException {
    URI uri = readUri();
    CredentialChoice credentialChoice = readCredential(credential, password);
    Optional<Path> trustCertificates = readFile(Setting.TRUST_CERTIFICATES);
    ConnectionConfig connection =
        new ConnectionConfig(
            uri,
            readType(uri),
            credentialChoice.config(),
            !readBoolean(Setting.DISABLE_CHALLENGE_RESOURCE_VERIFICATION),
            trustCertificates,
            trustCertificates.flatMap(ConnectionConfig::lastWritten),
            readPublicKeyOperations(),
            readTimeout(Setting.CONNECT_TIMEOUT),
            readTimeout(Setting.REQUEST_TIMEOUT),
            readTimeout(Setting.OPERATION_TIMEOUT),
            readMaxRetries());
    ViewConfig view =
        new ViewConfig(
            readAliases(),
            readCertificateChains(),
            readBoolean(Setting.CHAIN_FROM_SECRET),
            readDuration(Setting.REFRESH_INTERVAL),
            text(Setting.NEW_KEY_NAME));
    return new VaultConfig(connection, view, credentialChoice.reason());
  }

  private URI readUri() throws VaultException {
    Value value =
        find(Setting.URI)
            .orElseThrow(
                () ->
                    VaultException.configuration(
                        "No vault is configured: set "
                            + Setting.URI.key()
                            + "=https://NAME.vault.azure.net in the key store file or as a system"
                            + " property, or "
                            + Setting.URI.environmentName()
                            + " in the environment"));
    URI uri;
    try {
      uri = new URI(value.text());
    } catch (URISyntaxException e) {
      throw wrong(value, "is no URI: " + e.getMessage());
    }
    boolean bare =
        (uri.getPath() == null || uri.getPath().isEmpty() || uri.getPath().equals("/"))
            && uri.getQuery() == null
            && uri.getFragment() == null
            && uri.getUserInfo() == null;
    if (!"https".equalsIgnoreCase(uri.getScheme()) || uri.getHost() == null || !bare) {
      throw wrong(value, "must have the form https://HOST or https://HOST:PORT");
    }
    return ConnectionConfig.addressOf(uri);
  }

  private VaultType readType(URI uri) throws VaultException {
    Optional<Value> value = find(Setting.TYPE);
    if (value.isEmpty()) {
      return VaultType.ofHost(uri);
    }
    for (VaultType type : VaultType.values()) {
      if (type.configName().equals(value.get().text())) {
        return type;
      }
    }
    throw wrong(value.get(), "must be vault or managed-hsm");
  }

  private CredentialChoice readCredential(
      Optional<VaultCredential> custom, Optional<Secret> password) throws VaultException {
    Optional<ConfigSource> source =
        sources.stream()
            .filter(s -> CREDENTIAL_GROUP.stream().anyMatch(x -> s.values().containsKey(x.key())))
            .findFirst();
    Map<String, String> group = source.map(ConfigSource::values).orElse(Map.of());
    String where = source.map(s -> " in " + s.description()).orElse("");
    Optional<String> managedIdentity = in(group, Setting.MANAGED_IDENTITY);
    CredentialKind kind;
    String reason;
    if (custom.isPresent()) {
      kind = CredentialKind.CUSTOM;
      reason = "the load parameter brings its own";
    } else if (group.containsKey(Setting.CREDENTIAL.key())) {
      String name = group.get(Setting.CREDENTIAL.key());
      kind =
          CredentialKind.of(name)
              .orElseThrow(
                  () ->
                      wrong(
                          new Value(Setting.CREDENTIAL, name, where),
                          "is no credential; the nearest is "
                              + Spelling.nearest(name, CredentialKind.configNames()).orElseThrow()
                              + " (all: "
                              + String.join(", ", CredentialKind.configNames())
                              + ")"));
      reason = Setting.CREDENTIAL.key() + where + " says so";
    } else {
      Setting decisive =
          List.of(
                  Setting.ACCESS_TOKEN,
                  Setting.CLIENT_SECRET,
                  Setting.CLIENT_CERTIFICATE,
                  Setting.MANAGED_IDENTITY)
              .stream()
              .filter(setting -> group.containsKey(setting.key()))
              .findFirst()
              .orElse(Setting.CREDENTIAL);
      kind =
          switch (decisive) {
            case ACCESS_TOKEN -> CredentialKind.ACCESS_TOKEN;
            case CLIENT_SECRET -> CredentialKind.CLIENT_SECRET;
            case CLIENT_CERTIFICATE -> CredentialKind.CLIENT_CERTIFICATE;
            case MANAGED_IDENTITY -> CredentialKind.MANAGED_IDENTITY;
            default -> CredentialKind.DEFAULT;
          };
      reason =
          decisive == Setting.CREDENTIAL
              ? "no credential is configured"
              : decisive.key() + " is set" + where;
    }
    Optional<Secret> clientSecret =
        kind == CredentialKind.PASSWORD_IS_CLIENT_SECRET
            ? password
            : in(group, Setting.CLIENT_SECRET).map(Secret::new);
    Optional<Secret> accessToken =
        kind == CredentialKind.PASSWORD_IS_ACCESS_TOKEN
            ? password
            : in(group, Setting.ACCESS_TOKEN).map(Secret::new);
    CredentialConfig config =
        new CredentialConfig(
            kind,
            in(group, Setting.TENANT_ID),
            kind == CredentialKind.MANAGED_IDENTITY && managedIdentity.isPresent()
                ? managedIdentity
                : in(group, Setting.CLIENT_ID),
            clientSecret,
            clientCertificate(group, where),
            in(group, Setting.CLIENT_CERTIFICATE_PASSWORD).map(Secret::new),
            accessToken,
            text(Setting.AUTHORITY_HOST),
            !readBoolean(Setting.DISABLE_INSTANCE_DISCOVERY),
            custom);
    CredentialChoice choice = new CredentialChoice(config, reason);
    requireParts(choice);
    return choice;
  }

  private static Optional<Path> clientCertificate(Map<String, String> group, String where)
      throws VaultException {
    Optional<String> file = in(group, Setting.CLIENT_CERTIFICATE);
    return file.isEmpty()
        ? Optional.empty()
        : Optional.of(path(new Value(Setting.CLIENT_CERTIFICATE, file.get(), where)));
  }

  private static void requireParts(CredentialChoice choice) throws VaultException {
    CredentialConfig config = choice.config();
    switch (config.kind()) {
      case CLIENT_SECRET -> {
        require(choice, Setting.TENANT_ID, config.tenantId().isPresent());
        require(choice, Setting.CLIENT_ID, config.clientId().isPresent());
        require(choice, Setting.CLIENT_SECRET, config.clientSecret().isPresent());
      }
      case PASSWORD_IS_CLIENT_SECRET -> {
        require(choice, Setting.TENANT_ID, config.tenantId().isPresent());
        require(choice, Setting.CLIENT_ID, config.clientId().isPresent());
        requirePassword(choice, config.clientSecret());
      }
      case CLIENT_CERTIFICATE -> {
        require(choice, Setting.TENANT_ID, config.tenantId().isPresent());
        require(choice, Setting.CLIENT_ID, config.clientId().isPresent());
        require(choice, Setting.CLIENT_CERTIFICATE, config.clientCertificate().isPresent());
        Path file = config.clientCertificate().orElseThrow();
        if (!Files.isReadable(file)) {
          throw VaultException.configuration(
              Setting.CLIENT_CERTIFICATE.key()
                  + ": there is no readable file "
                  + file.toAbsolutePath());
        }
      }
      case ACCESS_TOKEN -> require(choice, Setting.ACCESS_TOKEN, config.accessToken().isPresent());
      case PASSWORD_IS_ACCESS_TOKEN -> requirePassword(choice, config.accessToken());
      default -> {
        // The others find what they need in their surroundings.
      }
    }
  }

  private static void require(CredentialChoice choice, Setting setting, boolean present)
      throws VaultException {
    if (!present) {
      throw VaultException.configuration(
          "The credential "
              + choice.config().kind().configName()
              + " ("
              + choice.reason()
              + ") needs "
              + setting.key()
              + ", which is not set beside it");
    }
  }

  private static void requirePassword(CredentialChoice choice, Optional<Secret> password)
      throws VaultException {
    if (password.isEmpty()) {
      throw VaultException.configuration(
          "The credential "
              + choice.config().kind().configName()
              + " takes the key store's password, and none was given");
    }
  }

  private ConnectionConfig.PublicKeyOperations readPublicKeyOperations() throws VaultException {
    Value value = findOrDefault(Setting.PUBLIC_KEY_OPERATIONS);
    return switch (value.text()) {
      case "remote" -> ConnectionConfig.PublicKeyOperations.REMOTE;
      case "local" -> ConnectionConfig.PublicKeyOperations.LOCAL;
      default -> throw wrong(value, "must be remote or local");
    };
  }

  private int readMaxRetries() throws VaultException {
    Value value = findOrDefault(Setting.MAX_RETRIES);
    try {
      int retries = Integer.parseInt(value.text());
      if (retries >= 0 && retries <= MOST_RETRIES) {
        return retries;
      }
    } catch (NumberFormatException e) {
      // Answered below, like a number out of range.
    }
    throw wrong(value, "must be a whole number from 0 to " + MOST_RETRIES);
  }

  private List<String> readAliases() throws VaultException {
    Optional<Value> value = find(Setting.ALIASES);
    if (value.isEmpty()) {
      return List.of();
    }
    List<String> aliases =
        Arrays.stream(value.get().text().split(","))
            .map(String::strip)
            .filter(alias -> !alias.isEmpty())
            .toList();
    for (String alias : aliases) {
      if (!ALIAS_PATTERN.matcher(alias).matches()) {
        throw wrong(
            value.get(),
            "holds '"
                + alias
                + "': an alias is a vault name of letters, digits and hyphens, with"
                + " * and ? as wildcards");
      }
    }
    return aliases;
  }

  private Map<String, Path> readCertificateChains() throws VaultException {
    Map<String, Path> chains = new TreeMap<>();
    String prefix = Setting.CERTIFICATE_CHAIN.keyBeforeAlias();
    for (ConfigSource source : sources) {
      for (Map.Entry<String, String> entry : source.values().entrySet()) {
        if (entry.getKey().startsWith(prefix)) {
          String alias = entry.getKey().substring(prefix.length()).toLowerCase(Locale.ROOT);
          if (!NAME.matcher(alias).matches()) {
            throw wrong(
                new Value(entry.getKey(), entry.getValue(), source),
                "names no object of a vault: 1 to 127 letters, digits and hyphens");
          }
          chains.putIfAbsent(alias, path(new Value(entry.getKey(), entry.getValue(), source)));
        }
      }
    }
    return chains;
  }

  private Optional<Path> readFile(Setting setting) throws VaultException {
    Optional<Value> value = find(setting);
    if (value.isEmpty()) {
      return Optional.empty();
    }
    Path file = path(value.get());
    if (!Files.isReadable(file)) {
      throw wrong(value.get(), "names no readable file (" + file.toAbsolutePath() + ")");
    }
    return Optional.of(file);
  }

  private static Path path(Value value) throws VaultException {
    try {
      return Path.of(value.text());
    } catch (InvalidPathException e) {
      throw wrong(value, "is no path: " + e.getReason());
    }
  }

  private boolean readBoolean(Setting setting) throws VaultException {
    Value value = findOrDefault(setting);
    return switch (value.text().toLowerCase(Locale.ROOT)) {
      case "true" -> true;
      case "false" -> false;
      default -> throw wrong(value, "must be true or false");
    };
  }

  private Duration readTimeout(Setting setting) throws VaultException {
    Duration timeout = readDuration(setting);
    if (timeout.isZero()) {
      throw wrong(findOrDefault(setting), "must be longer than zero");
    }
    return timeout;
  }

  private Duration readDuration(Setting setting) throws VaultException {
    Value value = findOrDefault(setting);
    Matcher matcher = DURATION.matcher(value.text().toLowerCase(Locale.ROOT));
    if (matcher.matches()) {
      long amount = Long.parseLong(matcher.group(1));
      return switch (matcher.group(2)) {
        case "ms" -> Duration.ofMillis(amount);
        case "s" -> Duration.ofSeconds(amount);
        case "m" -> Duration.ofMinutes(amount);
        default -> Duration.ofHours(amount);
      };
    }
    if (value.text().equals("0")) {
      return Duration.ZERO;
    }
    throw wrong(value, "must be a duration with a unit: 500ms, 30s, 5m, 1h");
  }

  private Optional<String> text(Setting setting) {
    return find(setting).map(Value::text);
  }

  private static Optional<String> in(Map<String, String> group, Setting setting) {
    return Optional.ofNullable(group.get(setting.key())).map(String::strip);
  }

  private Optional<Value> find(Setting setting) {
    return sources.stream()
        .filter(source -> source.values().containsKey(setting.key()))
        .findFirst()
        .map(source -> new Value(setting.key(), source.values().get(setting.key()), source));
  }

  private Value findOrDefault(Setting setting) {
    return find(setting).orElse(new Value(setting, setting.defaultValue(), ""));
  }

  private static VaultException wrong(Value value, String problem) {
    return VaultException.configuration(
        value.key() + "=" + value.text() + value.where() + " " + problem);
  }

  /** A credential and why it was chosen. */
  private record CredentialChoice(CredentialConfig config, String reason) {}

  /** A value and where it came from. Never one of a secret setting: it is printed when wrong. */
  private record Value(String key, String text, String where) {
    Value(Setting setting, String text, String where) {
      this(setting.key(), text, where);
    }

    Value(String key, String text, ConfigSource source) {
      this(key, text.strip(), " in " + source.description());
    }
  }

  /** Every source's description, for a log line. */
  @Override
  public String toString() {
    return sources.stream().map(ConfigSource::description).collect(Collectors.joining(", "));
  }
}
