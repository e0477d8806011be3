package io.vaultjca.command.doctor.step;

import io.vaultjca.Setting;
import io.vaultjca.command.doctor.exam.Facts;
import io.vaultjca.command.doctor.exam.Finding;
import io.vaultjca.command.doctor.exam.Step.Look;
import io.vaultjca.config.ConfigSource;
import io.vaultjca.config.ConnectionConfig;
import io.vaultjca.config.SettingOrigin;
import io.vaultjca.config.VaultConfig;
import io.vaultjca.keystore.entry.VaultEntries;
import io.vaultjca.vault.Vault;
import io.vaultjca.vault.VaultConnections;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Each setting, where it comes from, and what a stronger source overrides. */
public final class Configuration implements Look {
  private static final Duration CONNECT = Duration.ofSeconds(4);
  private static final Duration REQUEST = Duration.ofSeconds(5);
  private static final Duration OPERATION = Duration.ofSeconds(6);

  @Override
  public Finding at(Facts facts) throws IOException {
    List<ConfigSource> sources = facts.get(Call.class).configured().sources(List.of());
    List<String> origins = SettingOrigin.of(sources).stream().map(Configuration::line).toList();
    VaultConfig config;
    try {
      config = read(sources);
    } catch (IOException e) {
      return Finding.failed(e.getMessage()).with(origins);
    }
    VaultConfig limited = read(limited(sources, config.connection()));
    Vault vault = VaultConnections.to(limited);
    facts.learn(
        Patient.class,
        new Patient(
            limited, vault, new VaultEntries(vault, limited.view(), Clock.systemUTC())));
    ConnectionConfig connection = config.connection();
    return Finding.ok(
            "%s is a %s, by api-version %s."
                .formatted(
                    connection.uri(),
                    connection.type().displayName(),
                    connection.apiVersion().serviceName()))
        .with(origins);
  }

  private static VaultConfig read(List<ConfigSource> sources) throws IOException {
    return VaultConfig.of(sources, Optional.empty(), Optional.empty());
  }

  /** The same with shorter waits, so that all of it ends soon. */
  private static List<ConfigSource> limited(List<ConfigSource> sources, ConnectionConfig config) {
    List<ConfigSource> limited = new ArrayList<>();
    limited.add(
        ConfigSource.code(
            Map.of(
                Setting.CONNECT_TIMEOUT, shorter(config.connectTimeout(), CONNECT),
                Setting.REQUEST_TIMEOUT, shorter(config.requestTimeout(), REQUEST),
                Setting.OPERATION_TIMEOUT, shorter(config.operationTimeout(), OPERATION))));
    limited.addAll(sources);
    return limited;
  }

  private static String shorter(Duration one, Duration other) {
    return (one.compareTo(other) < 0 ? one : other).toMillis() + "ms";
  }

  private static String line(SettingOrigin origin) {
    return "%s=%s of %s%s"
        .formatted(
            origin.key(),
            origin.value(),
            origin.source(),
            origin.ignoredFor().map(" is ignored: %s is stronger"::formatted).orElse(""));
  }
}
