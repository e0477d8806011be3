package io.vaultjca.command.doctor.step;

import io.vaultjca.Setting;
import io.vaultjca.command.doctor.exam.Facts;
import io.vaultjca.command.doctor.exam.Finding;
import io.vaultjca.command.doctor.exam.Limits;
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

/** Reads the configuration: reports each setting, its source, and the overridden ones. */
public final class Configuration implements Look {
  @Override
  public Finding at(Facts facts) throws IOException {
    List<ConfigSource> sources = facts.get(Call.class).configured().sources(List.of());
    List<String> origins = lines(SettingOrigin.of(sources));
    VaultConfig config;
    try {
      config = read(sources);
    } catch (IOException e) {
      return Finding.failed(e).with(origins);
    }
    VaultConfig limited = read(limited(sources, config.connection()));
    Vault vault = VaultConnections.to(limited);
    facts.learn(
        Patient.class,
        new Patient(limited, vault, new VaultEntries(vault, limited.view(), Clock.systemUTC())));
    ConnectionConfig connection = config.connection();
    return Finding.ok(
            "%s is a %s, api-version %s."
                .formatted(
                    connection.uri(),
                    connection.type().displayName(),
                    connection.apiVersion().serviceName()))
        .with(origins);
  }

  private static VaultConfig read(List<ConfigSource> sources) throws IOException {
    return VaultConfig.of(sources, Optional.empty(), Optional.empty());
  }

  /** Adds shorter time limits, so that the examination ends soon. */
  private static List<ConfigSource> limited(List<ConfigSource> sources, ConnectionConfig config) {
    List<ConfigSource> limited = new ArrayList<>();
    limited.add(
        ConfigSource.code(
            Map.of(
                Setting.CONNECT_TIMEOUT, shorter(config.connectTimeout(), Limits.CONNECT),
                Setting.REQUEST_TIMEOUT, shorter(config.requestTimeout(), Limits.REQUEST),
                Setting.OPERATION_TIMEOUT, shorter(config.operationTimeout(), Limits.OPERATION))));
    limited.addAll(sources);
    return limited;
  }

  private static String shorter(Duration one, Duration other) {
    return (one.compareTo(other) < 0 ? one : other).toMillis() + "ms";
  }

  /** Lists each source, followed by its settings. */
  private static List<String> lines(List<SettingOrigin> origins) {
    List<String> lines = new ArrayList<>();
    String source = "";
    for (SettingOrigin origin : origins) {
      if (!origin.source().equals(source)) {
        source = origin.source();
        lines.add("From %s:".formatted(source));
      }
      lines.add(
          "%s=%s%s"
              .formatted(
                  origin.key(),
                  origin.value(),
                  origin
                      .ignoredFor()
                      .map(" (ignored: %s takes precedence)"::formatted)
                      .orElse("")));
    }
    return lines;
  }
}
