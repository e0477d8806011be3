package io.vaultjca.conformance.issuers;

import io.vaultjca.provider.AzureKeyVaultProvider;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;

/** Prints the lengths of chains: a separate process because the environment sets its proxy. */
public final class ChainProgram {
  private ChainProgram() {}

  public static void main(String[] arguments) throws Exception {
    KeyStore store = KeyStore.getInstance("AzureKeyVault", new AzureKeyVaultProvider());
    try (InputStream content = Files.newInputStream(Path.of(arguments[0]))) {
      store.load(content, null);
    }
    for (int i = 1; i < arguments.length; i++) {
      System.out.println(arguments[i] + " " + store.getCertificateChain(arguments[i]).length);
    }
    System.exit(0);
  }
}
