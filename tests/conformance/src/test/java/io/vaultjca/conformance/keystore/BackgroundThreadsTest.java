package io.vaultjca.conformance.keystore;

import static io.vaultjca.conformance.keystore.OpenedVault.aliases;
import static org.assertj.core.api.Assertions.assertThat;

import io.vaultjca.embedded.Fault;
import java.security.KeyStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;

/** A connection reads with a bounded number of threads, however many key stores use it. */
@Isolated("It counts the threads of the JVM.")
class BackgroundThreadsTest {
  private static final String TWENTY =
      "{\"certificates\":[{\"name\":\"app-%02d\",\"count\":20,\"kty\":\"EC\"}]}";

  @Test
  void keyStoresOfOneConnectionShareSixteenThreads() throws Exception {
    try (OpenedVault vault = OpenedVault.with(TWENTY)) {
      vault.server().faults().inject("certificates/get", Fault.delay(Duration.ofMillis(20)));
      List<Thread> before = readers();
      List<KeyStore> stores = new ArrayList<>();
      for (int i = 0; i < 40; i++) {
        // Each shows the same under another setting, so that they share only the connection.
        stores.add(vault.open("azure.keyvault.aliases=app-*,none-" + i + "-*"));
      }
      for (KeyStore store : stores) {
        for (String alias : aliases(store).subList(0, 3)) {
          assertThat(store.getCertificate(alias)).isNotNull();
        }
      }
      List<Thread> added = readers();
      added.removeAll(before);
      assertThat(added).hasSizeBetween(1, 16);
      assertThat(vault.server().counters().mostInFlight()).isLessThanOrEqualTo(17);
    }
  }

  private static List<Thread> readers() {
    return new ArrayList<>(
        Thread.getAllStackTraces().keySet().stream()
            .filter(thread -> thread.getName().startsWith("vaultjca-read-"))
            .toList());
  }
}
