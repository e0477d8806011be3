package io.vaultjca.benchmarks;

import io.vaultjca.embedded.Fault;
import io.vaultjca.embedded.VaultServer;
import io.vaultjca.provider.AzureKeyVaultProvider;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.Provider;
import java.time.Duration;
import java.util.Collections;
import java.util.Locale;

/**
 * Opens key stores of growing vaults and walks over all that is in them: requests and time, ours
 * and Microsoft's provider in one run against one vault.
 *
 * <p>The certificates have a chain of three, so that a chain costs a request.
 */
public final class OpenAndWalk {
  private static final int[] SIZES = {1, 50, 200, 2000};
  private static final int LARGEST_FOR_MICROSOFT = 200;
  private static final int[] DELAYS = {0, 20};
  private static final String ROW = "%6s %9s  %-38s %9s %12s %9s %9s%n";

  private OpenAndWalk() {}

  /** What a run does with an opened key store. */
  @FunctionalInterface
  private interface Walk {
    void over(KeyStore store) throws GeneralSecurityException;
  }

  /** Opens a key store. */
  @FunctionalInterface
  private interface Opening {
    KeyStore open() throws GeneralSecurityException, IOException;
  }

  /** Runs all and prints a table. */
  public static void main(String[] arguments) throws Exception {
    System.out.printf(
        "JDK %s, %d processors%n%n", Runtime.version(), Runtime.getRuntime().availableProcessors());
    System.out.printf(
        ROW, "N", "delay ms", "what", "requests", "connections", "in flight", "seconds");
    try (VaultServer vault = VaultServer.start();
        MicrosoftPeer microsoft = new MicrosoftPeer(vault)) {
      int held = 0;
      for (int size : SIZES) {
        vault.seed(
            String.format(
                Locale.ROOT,
                "{\"certificates\":[{\"name\":\"c%d-%%05d\",\"count\":%d,\"kty\":\"EC\",\"chain\":2}]}",
                size,
                size - held));
        held = size;
        measureAll(vault, microsoft, size);
      }
    }
    System.exit(0);
  }

  private static void measureAll(VaultServer vault, MicrosoftPeer microsoft, int size)
      throws Exception {
    for (int delay : DELAYS) {
      vault.faults().clear();
      if (delay > 0) {
        vault.faults().inject("*", Fault.delay(Duration.ofMillis(delay)));
      }
      row(vault, size, delay, "open", () -> ours(file(vault)), KeyStore::size);
      row(
          vault,
          size,
          delay,
          "open narrowed to one alias, read it",
          () -> ours(file(vault) + "azure.keyvault.aliases=c1-00001\n"),
          store -> walk(store, true));
      row(
          vault,
          size,
          delay,
          "walk certificates",
          () -> ours(file(vault)),
          store -> walk(store, false));
      row(
          vault,
          size,
          delay,
          "walk with chains",
          () -> ours(file(vault)),
          store -> walk(store, true));
      if (size <= LARGEST_FOR_MICROSOFT) {
        vault.counters().reset();
        print(vault, size, delay, "Microsoft's: walk with chains", microsoft.walk());
      }
    }
  }

  private static void row(
      VaultServer vault, int size, int delay, String what, Opening opening, Walk walk)
      throws Exception {
    vault.counters().reset();
    long started = System.nanoTime();
    walk.over(opening.open());
    print(vault, size, delay, what, (System.nanoTime() - started) / 1e9);
  }

  private static void print(VaultServer vault, int size, int delay, String what, double seconds) {
    System.out.printf(
        ROW,
        size,
        delay,
        what,
        vault.counters().requests(),
        vault.counters().connections(),
        vault.counters().mostInFlight(),
        String.format(Locale.ROOT, "%.2f", seconds));
  }

  static void walk(KeyStore store, boolean chains) throws GeneralSecurityException {
    int read = 0;
    for (String alias : Collections.list(store.aliases())) {
      boolean present =
          chains ? store.getCertificateChain(alias) != null : store.getCertificate(alias) != null;
      read += present ? 1 : 0;
    }
    if (read == 0) {
      throw new IllegalStateException("The key store is empty");
    }
  }

  /** A configuration with a token of its own, so that each run opens its own connections. */
  private static String file(VaultServer vault) throws IOException {
    Path file = Files.createTempFile("vault", ".properties");
    try {
      return Files.readString(vault.writeProperties(file));
    } finally {
      Files.delete(file);
    }
  }

  private static KeyStore ours(String file) throws GeneralSecurityException, IOException {
    Provider provider = new AzureKeyVaultProvider();
    KeyStore store = KeyStore.getInstance("AzureKeyVault", provider);
    store.load(new ByteArrayInputStream(file.getBytes(StandardCharsets.UTF_8)), null);
    return store;
  }
}
