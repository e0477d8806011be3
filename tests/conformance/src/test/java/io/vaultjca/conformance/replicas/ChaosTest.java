package io.vaultjca.conformance.replicas;

import static org.assertj.core.api.Assertions.assertThat;

import io.vaultjca.conformance.fixture.Full;
import io.vaultjca.embedded.Fault;
import io.vaultjca.embedded.VaultServer;
import io.vaultjca.key.VaultPrivateKey;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import javax.crypto.Cipher;
import org.junit.jupiter.api.Test;

/**
 * Under load, one of two vaults is killed and restarted, slowed down, throttled, or fails at
 * random. No operation fails. {@code -Dchaos.seconds=300} sets the duration.
 */
class ChaosTest {
  private static final int CALLERS = 16;
  private static final int SECONDS = Integer.getInteger("chaos.seconds", Full.RUN ? 15 : 4);

  /** Between two operations of a caller. Without -Pfull it leaves the processors to other tests. */
  private static final Duration PAUSE = Duration.ofMillis(Full.RUN ? 0 : 50);

  private static final long SEED = Long.getLong("chaos.seed", 16);

  private final AtomicLong operations = new AtomicLong();
  private final AtomicLong longest = new AtomicLong();

  @Test
  void noOperationFailsWhileOneOfTwoVaultsDoes() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(CALLERS);
    try (ReplicatedVaults vaults = ReplicatedVaults.two()) {
      VaultPrivateKey rsa = vaults.key("rsa", Map.of());
      VaultPrivateKey ec = vaults.key("ec", Map.of());
      vaults.signUntilUsed(1, rsa);
      vaults.signUntilUsed(1, ec);
      byte[] encrypted = encrypted(vaults, rsa);
      vaults.get(0).counters().reset();
      vaults.get(1).counters().reset();
      long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS);
      List<Future<?>> callers = new ArrayList<>();
      for (int i = 0; i < CALLERS; i++) {
        int caller = i;
        callers.add(
            threads.submit(
                () -> {
                  for (int n = caller; System.nanoTime() < end; n++) {
                    long began = System.nanoTime();
                    switch (n % 3) {
                      case 0 -> vaults.signWell(rsa);
                      case 1 -> vaults.signWell(ec);
                      default ->
                          assertThat(decrypted(vaults, rsa, encrypted))
                              .isEqualTo(ReplicatedVaults.TEXT);
                    }
                    long took = System.nanoTime() - began;
                    longest.accumulateAndGet(took, Math::max);
                    operations.incrementAndGet();
                    LockSupport.parkNanos(PAUSE.toNanos());
                  }
                  return null;
                }));
      }
      trouble(vaults, end);
      for (Future<?> caller : callers) {
        caller.get(120, TimeUnit.SECONDS);
      }
      long requests = vaults.get(0).counters().requests() + vaults.get(1).counters().requests();
      System.out.printf(
          "%s s of trouble: %s operations, none failed, %.3f requests each, longest %.2f s%n",
          SECONDS, operations, (double) requests / operations.get(), longest.get() / 1e9);
      assertThat(longest.get()).isLessThan(TimeUnit.SECONDS.toNanos(30));
      assertThat(requests).isLessThan(2 * operations.get());
    } finally {
      threads.shutdownNow();
    }
  }

  private static void trouble(ReplicatedVaults vaults, long end) {
    Random random = new Random(SEED);
    while (System.nanoTime() < end) {
      VaultServer vault = vaults.get(random.nextInt(2));
      int kind = random.nextInt(6);
      switch (kind) {
        case 0 -> vault.stop();
        case 1 -> vault.slow(Duration.ofSeconds(10));
        case 2 -> vault.faults().inject("*", Fault.throttled(Duration.ofSeconds(1)));
        case 3 -> vault.faults().inject("*", Fault.unavailable());
        case 4 -> vault.faults().inject("*", Fault.reset());
        default -> vault.cutConnections();
      }
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(200 + random.nextInt(3000)));
      if (kind == 0) {
        vault.restart();
      }
      vault.slow(Duration.ZERO);
      vault.faults().clear();
    }
  }

  private static byte[] encrypted(ReplicatedVaults vaults, VaultPrivateKey key) throws Exception {
    Cipher cipher = Cipher.getInstance("RSA/ECB/PKCS1Padding", vaults.provider);
    cipher.init(Cipher.ENCRYPT_MODE, key.publicKey());
    return cipher.doFinal(ReplicatedVaults.TEXT);
  }

  private static byte[] decrypted(ReplicatedVaults vaults, VaultPrivateKey key, byte[] encrypted)
      throws Exception {
    Cipher cipher = Cipher.getInstance("RSA/ECB/PKCS1Padding", vaults.provider);
    cipher.init(Cipher.DECRYPT_MODE, key);
    return cipher.doFinal(encrypted);
  }
}
