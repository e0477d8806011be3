package io.vaultjca.config;

import io.vaultjca.Secret;
import io.vaultjca.Setting;
import io.vaultjca.VaultCredential;
import io.vaultjca.VaultException;
import io.vaultjca.config.ConfigValues.Value;
import io.vaultjca.config.ConnectionConfig.PublicKeyOperations;
import io.vaultjca.config.ConnectionConfig.VerifySignatures;
import io.vaultjca.config.ResourceManagerConfig.Cloud;
import io.vaultjca.text.ObjectName;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import javax.security.auth.x500.X500Principal;

/** Turns configuration sources into a {@link VaultConfig}, checking every value. */
final class VaultConfigReader {
  private static final Pattern ALIAS_PATTERN =
      Pattern.compile("[0-9a-zA-Z*?-]{1,127}(/" + ObjectName.VERSION + ")?");
  private static final Pattern TRUSTED_NAME =
      Pattern.compile(ObjectName.NAME + "(/" + ObjectName.VERSION + ")?");
  private static final int MOST_RETRIES = 10;
  private static final int MOST_REPLICAS = 15;
  private static final int HTTP_PORT = 80;

  private final ConfigValues values;

  VaultConfigReader(List<ConfigSource> sources) {
    this.values = new ConfigValues(sources);
  }

  VaultConfig read(Optional<VaultCredential> credential, Optional<Secret> password)
      throws VaultException {
    URI uri = uri();
    CredentialReader.Choice choice = new CredentialReader(values).read(credential, password);
    ConnectionConfig connection = connection(uri, replicas(uri), choice.config());
    Map<String, Path> chains = certificateChains();
    ViewConfig view =
        new ViewConfig(
            aliases(),
            trusted(),
            chains,
            selfSigned(chains),
            values.bool(Setting.CHAIN_FROM_SECRET),
            values.bool(Setting.CHAIN_FROM_ISSUERS),
            chainHosts(),
            values.duration(Setting.REFRESH_INTERVAL),
            values.text(Setting.NEW_KEY_NAME));
    return new VaultConfig(connection, view, choice.reason());
  }

  /** Reads the connection to Azure Resource Manager: the same credential, limits and trust. */
  ResourceManagerConfig readResourceManager(Optional<VaultCredential> credential)
      throws VaultException {
    CredentialReader.Choice choice =
        new CredentialReader(values).read(credential, Optional.empty());
    List<URI> addresses = new ArrayList<>();
    for (Setting setting : List.of(Setting.RESOURCE_MANAGER, Setting.URI)) {
      Optional<Value> value = values.find(setting);
      if (value.isPresent()) {
        addresses.add(address(value.get(), value.get().text()));
      }
    }
    Optional<Value> authority = values.find(Setting.AUTHORITY_HOST);
    if (authority.isPresent()) {
      addresses.add(uri(authority.get(), authority.get().text()));
    }
    Cloud cloud = Cloud.of(addresses);
    URI uri =
        values.find(Setting.RESOURCE_MANAGER).isPresent() ? addresses.get(0) : cloud.address();
    return new ResourceManagerConfig(connection(uri, List.of(), choice.config()), cloud.scope());
  }

  private ConnectionConfig connection(URI uri, List<URI> replicas, CredentialConfig credential)
      throws VaultException {
    Optional<Path> trustCertificates = values.readableFile(Setting.TRUST_CERTIFICATES);
    return new ConnectionConfig(
        uri,
        replicas,
        type(uri),
        apiVersion(),
        credential,
        !values.bool(Setting.DISABLE_CHALLENGE_RESOURCE_VERIFICATION),
        trustCertificates,
        trustCertificates.flatMap(ConnectionConfig::lastWritten),
        values.oneOf(Setting.PUBLIC_KEY_OPERATIONS, PublicKeyOperations.class),
        values.oneOf(Setting.VERIFY_SIGNATURES, VerifySignatures.class),
        values.timeout(Setting.CONNECT_TIMEOUT),
        values.timeout(Setting.REQUEST_TIMEOUT),
        values.timeout(Setting.OPERATION_TIMEOUT),
        values.number(Setting.MAX_RETRIES, MOST_RETRIES));
  }

  private URI uri() throws VaultException {
    Optional<Value> found = values.find(Setting.URI);
    if (found.isEmpty()) {
      throw VaultException.configuration(
          """
          No vault is configured: set %s=https://NAME.vault.azure.net in the key store file or as a \
          system property, or %s in the environment"""
              .formatted(Setting.URI.key(), Setting.URI.environmentName()));
    }
    return address(found.get(), found.get().text());
  }

  private static URI uri(Value value, String text) throws VaultException {
    try {
      return new URI(text);
    } catch (URISyntaxException e) {
      throw value.wrong("is not a URI: " + e.getMessage());
    }
  }

  private static URI address(Value value, String text) throws VaultException {
    URI uri = uri(value, text);
    boolean bare =
        (uri.getPath() == null || uri.getPath().isEmpty() || uri.getPath().equals("/"))
            && uri.getQuery() == null
            && uri.getFragment() == null
            && uri.getUserInfo() == null;
    if (!"https".equalsIgnoreCase(uri.getScheme()) || uri.getHost() == null || !bare) {
      throw value.wrong("must have the form https://HOST or https://HOST:PORT");
    }
    return VaultAddress.of(uri);
  }

  /**
   * Replicas belong to the address and come from its source: a program that opens another vault
   * must not get the replicas of the configured one.
   */
  private List<URI> replicas(URI uri) throws VaultException {
    for (ConfigSource source : values.sources()) {
      Optional<String> set = source.value(Setting.REPLICAS);
      if (set.isPresent() && !source.sets(Setting.URI)) {
        throw new Value(Setting.REPLICAS.key(), set.get(), source)
            .wrong("needs %s beside it, in the same place".formatted(Setting.URI.key()));
      }
    }
    Optional<ConfigSource> source =
        values.sources().stream().filter(one -> one.sets(Setting.URI)).findFirst();
    if (!source.map(one -> one.sets(Setting.REPLICAS)).orElse(false)) {
      return List.of();
    }
    Value value = values.find(Setting.REPLICAS).orElseThrow();
    List<URI> replicas = new ArrayList<>();
    for (String text : list(Setting.REPLICAS)) {
      URI replica = address(value, text);
      if (replica.equals(uri) || replicas.contains(replica)) {
        throw value.wrong("names %s twice, or it is %s".formatted(replica, Setting.URI.key()));
      }
      if (values.find(Setting.TYPE).isEmpty() && VaultType.ofHost(replica) != type(uri)) {
        throw value.wrong(
            "names %s, a %s, as a replica of a %s"
                .formatted(
                    replica, VaultType.ofHost(replica).displayName(), type(uri).displayName()));
      }
      replicas.add(replica);
    }
    if (replicas.size() > MOST_REPLICAS) {
      throw value.wrong("must name %s vaults at most".formatted(MOST_REPLICAS));
    }
    return List.copyOf(replicas);
  }

  private VaultType type(URI uri) throws VaultException {
    return values.find(Setting.TYPE).isEmpty()
        ? VaultType.ofHost(uri)
        : values.oneOf(Setting.TYPE, VaultType.class);
  }

  private ApiVersion apiVersion() throws VaultException {
    Value value = values.findOrDefault(Setting.API_VERSION);
    return ApiVersion.of(value.text())
        .orElseThrow(() -> value.wrong("must be one of " + ApiVersion.names()));
  }

  private List<String> aliases() throws VaultException {
    return names(
        Setting.ALIASES,
        ALIAS_PATTERN,
        "an alias is a vault name of letters, digits and hyphens, with * and ? as wildcards");
  }

  /** No wildcards: adding an object to the vault must not be enough to be trusted. */
  private List<String> trusted() throws VaultException {
    return names(
        Setting.TRUSTED,
        TRUSTED_NAME,
        """
        what is trusted is named in full, as NAME or NAME/VERSION, of letters, digits and hyphens, \
        without wildcards""");
  }

  private List<String> names(Setting setting, Pattern form, String rule) throws VaultException {
    List<String> names = list(setting);
    for (String name : names) {
      if (!form.matcher(name).matches()) {
        throw values.findOrDefault(setting).wrong("holds '%s': %s".formatted(name, rule));
      }
    }
    return names;
  }

  private List<String> list(Setting setting) {
    return values.text(setting).stream()
        .flatMap(text -> Arrays.stream(text.split(",")))
        .map(String::strip)
        .filter(item -> !item.isEmpty())
        .toList();
  }

  private Set<String> chainHosts() throws VaultException {
    Set<String> hosts = new TreeSet<>();
    for (String host : list(Setting.CHAIN_HOSTS)) {
      try {
        URI uri = new URI("http://" + host);
        if (uri.getHost() != null && host.equals(uri.getRawAuthority()) && !host.contains("@")) {
          int port = uri.getPort() == -1 ? HTTP_PORT : uri.getPort();
          hosts.add("%s:%s".formatted(uri.getHost().toLowerCase(Locale.ROOT), port));
          continue;
        }
      } catch (URISyntaxException e) {
        // Reported below, like an entry without a host.
      }
      throw values
          .findOrDefault(Setting.CHAIN_HOSTS)
          .wrong("holds '%s': a host has the form HOST or HOST:PORT".formatted(host));
    }
    return hosts;
  }

  private Map<String, Path> certificateChains() throws VaultException {
    Map<String, Path> chains = new TreeMap<>();
    for (Map.Entry<String, Value> entry : ofAliases(Setting.CERTIFICATE_CHAIN).entrySet()) {
      chains.put(entry.getKey(), entry.getValue().path());
    }
    return chains;
  }

  private Map<String, String> selfSigned(Map<String, Path> chains) throws VaultException {
    Map<String, String> subjects = new TreeMap<>();
    for (Map.Entry<String, Value> entry : ofAliases(Setting.SELF_SIGNED).entrySet()) {
      Value value = entry.getValue();
      if (chains.containsKey(entry.getKey())) {
        throw value.wrong("does not go with %s".formatted(SettingNames.chainOf(entry.getKey())));
      }
      try {
        subjects.put(entry.getKey(), new X500Principal(value.text()).getName());
      } catch (IllegalArgumentException e) {
        throw value.wrong("is not a name such as CN=web.example.com, O=Example");
      }
    }
    return subjects;
  }

  /** The values of a setting that concerns one alias, by alias in lower case. */
  private Map<String, Value> ofAliases(Setting setting) throws VaultException {
    String prefix = SettingNames.of(setting, "");
    Map<String, Value> found = new TreeMap<>();
    for (ConfigSource source : values.sources()) {
      for (Map.Entry<String, String> entry : source.values().entrySet()) {
        if (entry.getKey().startsWith(prefix)) {
          Value value = new Value(entry.getKey(), entry.getValue(), source);
          String alias = entry.getKey().substring(prefix.length());
          if (!ObjectName.isName(alias)) {
            throw value.wrong("does not name an object of a vault: " + ObjectName.RULE);
          }
          found.putIfAbsent(alias.toLowerCase(Locale.ROOT), value);
        }
      }
    }
    return found;
  }
}
