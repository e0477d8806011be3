package io.vaultjca.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/** Many concurrent clients. */
@EnabledIfSystemProperty(
    named = "vaultjca.full",
    matches = "true",
    disabledReason = "It runs with mvn -Pfull.")
class LoadTest {
  private static final int CLIENTS = 64;
  private static final int REQUESTS = 20;

  @Test
  void serves64ClientsConcurrentlyOnOneConnectionEach() throws Exception {
    try (VaultServer vault = VaultServer.start()) {
      vault.seed("{\"keys\":[{\"name\":\"k\",\"kty\":\"EC\"}]}");
      String token = vault.accessToken();
      String body = "{'alg':'ES256','value':'%s'}".formatted("A".repeat(43));
      // Every client waits until all are connected.
      CountDownLatch allConnected = new CountDownLatch(CLIENTS);
      ExecutorService threads = Executors.newFixedThreadPool(CLIENTS);
      try {
        List<Future<Integer>> done = new ArrayList<>();
        for (int i = 0; i < CLIENTS; i++) {
          done.add(
              threads.submit(
                  () -> {
                    VaultClient client = new VaultClient(vault, token);
                    assertThat(client.get("/keys/k").status()).isEqualTo(200);
                    allConnected.countDown();
                    allConnected.await();
                    int right = 0;
                    for (int request = 0; request < REQUESTS; request++) {
                      right += client.post("/keys/k//sign", body).status() == 200 ? 1 : 0;
                    }
                    return right;
                  }));
        }
        for (Future<Integer> one : done) {
          assertThat(one.get()).isEqualTo(REQUESTS);
        }
      } finally {
        threads.shutdownNow();
      }
      assertThat(vault.counters().connections()).isEqualTo(CLIENTS);
      assertThat(vault.counters().requests("keys/sign")).isEqualTo((long) CLIENTS * REQUESTS);
      assertThat(vault.counters().mostInFlight()).isBetween(2, CLIENTS);
    }
  }

  @Test
  void servesAnyNumberOfRequestsOnOneConnection() throws Exception {
    try (VaultServer vault = VaultServer.start()) {
      VaultClient client = new VaultClient(vault, vault.accessToken());
      for (int i = 0; i < 250; i++) {
        assertThat(client.get("/keys").status()).isEqualTo(200);
      }
      assertThat(vault.counters().connections()).isEqualTo(1);
    }
  }
}
