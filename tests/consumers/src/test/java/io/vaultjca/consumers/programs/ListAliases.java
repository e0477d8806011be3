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
 * Finds the provider as a service, loads the key store file of the first argument and prints its
 * aliases, or what is wrong.
 */
public final class ListAliases {
  private ListAliases() {}

  /** Exit status 0: printed; 3: the vault cannot be read. Anything else ends as it may. */
  public static void main(String[] arguments) throws IOException, GeneralSecurityException {
    Provider provider =
        ServiceLoader.load(Provider.class).stream()
            .filter(found -> found.type().getName().startsWith("io.vaultjca."))
            .findFirst()
            .orElseThrow()
            .get();
    System.out.println("provider in module " + provider.getClass().getModule().getName());
    KeyStore store = KeyStore.getInstance("AzureKeyVault", provider);
    try (InputStream file = Files.newInputStream(Path.of(arguments[0]))) {
      store.load(file, null);
    }
    try {
      System.out.println("aliases " + Collections.list(store.aliases()));
    } catch (ProviderException e) {
      System.out.println("refused: " + e.getMessage());
      for (Throwable cause = e; cause != null; cause = cause.getCause()) {
        System.out.println("  " + cause);
      }
      System.exit(3);
    }
  }
}
