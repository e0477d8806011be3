package io.vaultjca.spring;

import static org.assertj.core.api.Assertions.assertThat;

import io.vaultjca.embedded.Fault;
import io.vaultjca.embedded.VaultServer;
import io.vaultjca.embedded.junit.EmbeddedVault;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.StandardEnvironment;

/** The health contributor reports on the vault in bounded time, without secrets. */
class HealthTest {
  private static final String SEED =
      "{\"certificates\": [{\"name\": \"web\", \"kty\": \"EC\", \"chain\": 2}]}";

  /** A vault for each test, since faults last. */
  @EmbeddedVault(seed = SEED)
  private VaultServer vault;

  @TempDir private Path folder;

  private VaultHealth health(String aliases, Duration timeout, String token) throws Exception {
    Bundles bundles = bundles(aliases, token);
    return new VaultHealth(timeout, bundles.settings(), bundles.ssl());
  }

  private record Bundles(VaultSettings settings, VaultSslBundles ssl) {}

  private Bundles bundles(String aliases, String token) throws Exception {
    Map<String, Object> settings = new TreeMap<>(Tls.settings(vault, folder));
    settings.put("vaultjca.ssl.bundles.server.aliases", aliases);
    settings.put("azure.keyvault.access-token", token);
    settings.put("azure.keyvault.refresh-interval", "1s");
    StandardEnvironment environment = new StandardEnvironment();
    environment.getPropertySources().addFirst(new MapPropertySource("test", settings));
    VaultProperties properties =
        Binder.get(environment).bind("vaultjca", VaultProperties.class).get();
    VaultSettings read = VaultSettings.of(environment);
    return new Bundles(read, new VaultSslBundles(properties, read, null));
  }

  @Test
  void isUpIfTheRequestedKeyDoesNotExist() throws Exception {
    VaultHealth health = health("w*", Duration.ofSeconds(30), vault.accessToken());
    assertThat(health.check().isUp()).isTrue();
    assertThat(health.check().isUp()).isTrue();
    assertThat(vault.counters().requests("keys/get")).isEqualTo(2);
    assertThat(vault.counters().connections()).isEqualTo(1);
  }

  @Test
  void isDownWithinTheTimeoutIfTheVaultDoesNotAnswer() throws Exception {
    vault.faults().inject("*", 100, Fault.hang());
    VaultHealth.Check check = health("web", Duration.ofMillis(300), vault.accessToken()).check();
    assertThat(check.isUp()).isFalse();
    assertThat(check.details()).containsEntry("reason", "UNREACHABLE");
    assertThat(vault.counters().requests("keys/get")).isLessThanOrEqualTo(1);
  }

  @Test
  void isDownWithAReasonIfTheVaultRefuses() throws Exception {
    String forbidden = vault.accessToken("certificates/get");
    String wrong = "eyJhbGciOiJub25lIn0.e30.x";
    for (String token : List.of(forbidden, wrong)) {
      VaultHealth.Check check = health("web", Duration.ofSeconds(30), token).check();
      assertThat(check.isUp()).isFalse();
      assertThat(check.details())
          .containsEntry("reason", token.equals(wrong) ? "UNAUTHENTICATED" : "FORBIDDEN");
      assertThat(check.details().toString()).doesNotContain(token);
    }
  }

  @Full
  @Test
  void isDownIfACertificateHasExpired() throws Exception {
    vault.seed(
        "{\"certificates\": [{\"name\": \"short\", \"kty\": \"EC\", \"validity\": \"PT20S\"}]}");
    Bundles bundles = bundles("web, short", vault.accessToken());
    VaultHealth health = new VaultHealth(Duration.ofSeconds(30), bundles.settings(), bundles.ssl());
    VaultSslBundle server = bundles.ssl().byName().get("server");
    server.getManagers().getKeyManagerFactory();
    assertThat(health.check().details().toString()).contains("server/short=0", "server/web=");
    KeyStore keys = server.openedKeys().orElseThrow();
    long end = System.nanoTime() + Duration.ofMinutes(2).toNanos();
    while (Collections.list(keys.aliases()).contains("short")) {
      assertThat(System.nanoTime())
          .as("the key store stops listing the expired certificate")
          .isLessThan(end);
      TimeUnit.MILLISECONDS.sleep(100);
    }
    VaultHealth.Check check = health.check();
    assertThat(check.isUp()).isFalse();
    assertThat(check.details().toString()).contains("server/short=");
  }
}
