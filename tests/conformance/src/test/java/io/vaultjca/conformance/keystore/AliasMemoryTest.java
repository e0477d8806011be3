package io.vaultjca.conformance.keystore;

import static io.vaultjca.conformance.keystore.OpenedVault.aliases;
import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.ManagementFactory;
import java.security.KeyStore;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;

/** Look-ups of long names leave nothing in memory. */
@Isolated("It measures the heap of the JVM.")
class AliasMemoryTest {
  @Test
  void longAliasesAreNotKept() throws Exception {
    try (OpenedVault vault = OpenedVault.with("{}")) {
      KeyStore store = vault.open();
      assertThat(aliases(store)).isEmpty();
      long before = usedAfterCollection(Long.MAX_VALUE);
      for (int i = 0; i < 400; i++) {
        String alias = i + "x".repeat(100_000);
        store.getKey(alias, null);
        store.containsAlias(alias);
      }
      assertThat(usedAfterCollection(before + 5_000_000)).isLessThan(before + 5_000_000);
      assertThat(store.getKey("nobody", null)).isNull();
    }
  }

  /** Collects until the used heap is below the limit, at most ten times. */
  private static long usedAfterCollection(long limit) {
    long used = Long.MAX_VALUE;
    for (int i = 0; i < 10 && (i < 3 || used >= limit); i++) {
      System.gc();
      LockSupport.parkNanos(Duration.ofMillis(10).toNanos());
      used = Math.min(used, ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed());
    }
    return used;
  }
}
