package io.vaultjca.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.vaultjca.Secret;
import io.vaultjca.Setting;
import io.vaultjca.key.KeyId;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.LongAdder;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.lifecycle.AfterContainer;

/** Any key store file is a configuration or an IOException, without a secret in either. */
class ConfigurationFuzzTest {
  private static final LongAdder INPUTS = new LongAdder();
  private static final List<Setting> SETTINGS = List.of(Setting.values());
  private static final String SECRET = "hunter2-hunter2-hunter2";
  private static final List<String> VALUES =
      List.of(
          "",
          " ",
          "true",
          "false",
          "0",
          "-1",
          "1",
          "30s",
          "5m",
          "999999999h",
          "9999999999999s",
          "https://a.vault.azure.net",
          "https://a.managedhsm.azure.net:443/",
          "https://[::1]:1",
          "http://a",
          "https://",
          "https:///x",
          "https://a b",
          "://",
          "%00",
          "\\u0000",
          "client-secret",
          "access-token",
          "default",
          "password-is-client-secret",
          "managed-hsm",
          "vault",
          "local",
          "remote",
          "a,b*,?",
          "../../etc/passwd",
          "/dev/null",
          "~",
          "10",
          "11",
          "${jndi:x}");

  @AfterContainer
  static void count() {
    System.out.println("Fuzzed configurations: " + INPUTS.sum() + " inputs");
  }

  @Property(edgeCases = EdgeCasesMode.NONE)
  void readsOrRefusesAnyBytes(@ForAll byte[] file) {
    reads(file);
  }

  @Property(edgeCases = EdgeCasesMode.NONE)
  void readsOrRefusesAnyText(@ForAll String file) {
    reads(file.getBytes(StandardCharsets.UTF_8));
  }

  @Property(edgeCases = EdgeCasesMode.NONE, shrinking = ShrinkingMode.OFF)
  void readsOrRefusesKnownNamesWithAnyValues(@ForAll long seed) {
    Random random = new Random(seed);
    StringBuilder file = new StringBuilder();
    for (int i = random.nextInt(12); i >= 0; i--) {
      Setting setting = SETTINGS.get(random.nextInt(SETTINGS.size()));
      String value =
          switch (setting) {
            case CLIENT_SECRET, ACCESS_TOKEN, CLIENT_CERTIFICATE_PASSWORD -> SECRET;
            default -> VALUES.get(random.nextInt(VALUES.size()));
          };
      file.append(misspelt(setting.key().replace("ALIAS", "a"), random));
      file.append(random.nextInt(10) == 0 ? ' ' : '=').append(value).append('\n');
    }
    reads(file.toString().getBytes(StandardCharsets.UTF_8));
  }

  @Property(edgeCases = EdgeCasesMode.NONE)
  void parsesOrRefusesAnyKeyIdentifier(@ForAll String kid) {
    for (String tried : new String[] {kid, "https://h/keys/" + kid, "https://" + kid + "/keys/a"}) {
      INPUTS.increment();
      try {
        KeyId id = KeyId.parse(tried);
        assertThat(KeyId.parse(id.toString())).isEqualTo(id);
      } catch (IllegalArgumentException documented) {
        assertThat(documented).hasMessageContaining("is not a key identifier");
      }
    }
  }

  private static String misspelt(String key, Random random) {
    if (random.nextInt(20) != 0) {
      return key;
    }
    int at = random.nextInt(key.length());
    return key.substring(0, at) + (char) ('a' + random.nextInt(26)) + key.substring(at);
  }

  private static void reads(byte[] file) {
    INPUTS.increment();
    try {
      ConfigSource source =
          ConfigSource.properties(new ByteArrayInputStream(file), "the key store file");
      VaultConfig config =
          VaultConfig.of(
              List.of(source, ConfigSource.code(Map.of(Setting.URI, "https://v.vault.azure.net"))),
              Optional.empty(),
              Optional.of(new Secret(SECRET)));
      assertThat(config.toString() + source).doesNotContain(SECRET);
      assertThat(config.connection().operationTimeout()).isPositive();
    } catch (IOException documented) {
      assertThat(documented.getMessage()).isNotBlank().doesNotContain(SECRET);
      assertThat(Arrays.toString(documented.getStackTrace())).isNotEmpty();
      assertThat(String.valueOf(documented.getCause())).doesNotContain(SECRET);
    }
  }
}
