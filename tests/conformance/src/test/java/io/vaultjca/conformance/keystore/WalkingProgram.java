package io.vaultjca.conformance.keystore;

import io.vaultjca.provider.AzureKeyVaultProvider;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Reads a whole key store, holds it in memory and prints its size; runs as a process. */
final class WalkingProgram {
  private WalkingProgram() {}

  public static void main(String[] arguments) throws Exception {
    KeyStore store = KeyStore.getInstance("AzureKeyVault", new AzureKeyVaultProvider());
    try (InputStream file = Files.newInputStream(Path.of(arguments[0]))) {
      store.load(file, null);
    }
    List<Object> held = new ArrayList<>();
    for (String alias : Collections.list(store.aliases())) {
      held.add(store.getCertificate(alias).getPublicKey());
      held.add(store.getKey(alias, null));
    }
    System.gc();
    Runtime runtime = Runtime.getRuntime();
    System.out.println(
        "%s entries, %s MiB used, %s MiB at most"
            .formatted(
                held.size() / 2,
                (runtime.totalMemory() - runtime.freeMemory()) / (1 << 20),
                runtime.maxMemory() / (1 << 20)));
    System.exit(0);
  }
}
