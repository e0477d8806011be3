package io.vaultjca.consumers.programs;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.Provider;
import java.security.ProviderException;
import java.util.Collections;
import java.util.ServiceLoader;

/**
 * Finds the provider as a service, loads each of the key store files, and prints its aliases or the
 * failure.
 */
public final class ListAliases {
  private ListAliases() {}

  /** Exits with 0 if it printed the aliases, and with 3 if a vault cannot be read. */
  public static void main(String[] arguments) throws IOException, GeneralSecurityException {
    Provider provider =
        ServiceLoader.load(Provider.class).stream()
            .filter(found -> found.type().getName().startsWith("io.vaultjca."))
            .findFirst()
            .orElseThrow()
            .get();
    System.out.println("provider in module " + provider.getClass().getModule().getName());
    boolean refused = false;
    for (String file : arguments) {
      KeyStore store = KeyStore.getInstance("AzureKeyVault", provider);
      try (InputStream content = Files.newInputStream(Path.of(file))) {
        store.load(content, null);
      }
      try {
        System.out.println("aliases " + Collections.list(store.aliases()) + " by " + file);
      } catch (ProviderException e) {
        refused = true;
        System.out.println("refused: " + e.getMessage());
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
          System.out.println("  " + cause);
        }
      }
    }
    System.exit(refused ? 3 : 0);
  }
}
